import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type FieldProps = { label: string; hint?: ReactNode; fault?: string | undefined; aside?: ReactNode }

/** What a control inside a `FieldFrame` must carry so that its hint and its fault are read with it. */
export function fieldAria(id: string, { hint, fault }: FieldProps) {
  // A fault stands in the place of the hint.
  const described = fault ? `${id}-fault` : hint ? `${id}-hint` : undefined
  return { id, 'aria-invalid': fault ? true : undefined, 'aria-describedby': described } as const
}

/** The classes that every text control shares: a ruled line that thickens, as on writing paper. */
export const controlClass = classNames(
  'w-full rounded-t-sm border-0 border-b border-field bg-transparent px-0 text-lg text-ink outline-none transition-[border-color,box-shadow]',
  'placeholder:text-muted hover:border-ink focus:border-accent focus:shadow-[0_1px_0_0_var(--accent)]',
  'aria-invalid:border-danger aria-invalid:focus:shadow-[0_1px_0_0_var(--danger)]',
)

/** Label above, hint and fault below. The fault is announced when it appears. */
export function FieldFrame({
  id,
  label,
  hint,
  fault,
  aside,
  children,
}: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div className="flex flex-col">
      <div className="flex items-baseline justify-between gap-4">
        <label htmlFor={id} className="font-medium text-sm text-soft">
          {label}
        </label>
        {aside ? <span className="figures text-muted text-xs">{aside}</span> : null}
      </div>
      {children}
      <div className="min-h-5 pt-1 text-xs">
        {hint && !fault ? (
          <p id={`${id}-hint`} className="text-muted">
            {hint}
          </p>
        ) : null}
        <p id={`${id}-fault`} aria-live="polite" className="text-danger">
          {fault}
        </p>
      </div>
    </div>
  )
}
