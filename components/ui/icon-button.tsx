import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  label: string
  size?: 'xs' | 'sm' | 'md'
}

const SIZE = {
  xs: 'size-6 pointer-coarse:size-10',
  sm: 'size-7 pointer-coarse:size-10',
  md: 'size-9 pointer-coarse:size-11',
}

/** A button that shows only an icon; `label` is its name for everybody who does not see it. */
export function IconButton({ label, size = 'sm', className, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      {...rest}
      className={classNames(
        'inline-grid shrink-0 place-items-center rounded-md text-muted transition-colors hover:bg-hover hover:text-ink',
        'data-[popup-open]:bg-hover data-[popup-open]:text-ink disabled:pointer-events-none disabled:opacity-40',
        SIZE[size],
        className,
      )}
    >
      {children}
    </button>
  )
}
