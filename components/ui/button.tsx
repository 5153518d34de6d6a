import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { Spinner } from './spinner.tsx'

export type ButtonLook = {
  variant?: 'primary' | 'outline' | 'quiet' | 'danger'
  size?: 'sm' | 'md' | 'lg'
}

const VARIANT = {
  primary:
    'bg-accent text-on-accent hover:bg-accent-strong active:bg-accent-strong disabled:bg-hover disabled:text-muted',
  outline: 'border border-edge bg-raised text-ink hover:border-field hover:bg-hover disabled:opacity-50',
  quiet:
    'text-soft hover:bg-hover hover:text-ink data-[popup-open]:bg-hover data-[popup-open]:text-ink disabled:opacity-50',
  danger:
    'border border-edge bg-raised text-danger hover:border-danger hover:bg-danger-wash disabled:opacity-50',
}

const SIZE = {
  sm: 'h-7 gap-1.5 px-2.5 text-sm pointer-coarse:h-10',
  md: 'h-9 gap-2 px-3.5 text-base pointer-coarse:h-11',
  lg: 'h-11 gap-2 px-5 text-lg',
}

/** The classes of a button, for links that look like one. */
export function buttonClass({ variant = 'outline', size = 'md' }: ButtonLook, extra?: string): string {
  return classNames(
    'inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-md font-medium no-underline transition-colors',
    'disabled:pointer-events-none aria-disabled:opacity-60',
    VARIANT[variant],
    SIZE[size],
    extra,
  )
}

type ButtonProps = ComponentProps<'button'> & ButtonLook & { busy?: boolean }

/**
 * A button. While `busy` it keeps its width and its focus, tells assistive technology, and ignores presses, so an impatient
 * double click cannot send a form twice.
 */
export function Button({ variant, size, busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={buttonClass({ variant, size }, classNames('relative', className))}
    >
      {busy ? (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      ) : null}
      <span className={classNames('inline-flex items-center gap-[inherit]', busy && 'opacity-0')}>
        {children}
      </span>
    </button>
  )
}
