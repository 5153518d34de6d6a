import { type ComponentProps, useId } from 'react'
import { classNames } from './class-names.ts'
import { FieldFrame, type FieldProps, fieldAria } from './field-frame.tsx'

type TextAreaProps = Omit<ComponentProps<'textarea'>, 'id'> & FieldProps

/** Several lines of text: a sheet with an edge, since its size matters. */
export function TextArea({ label, hint, fault, aside, className, ...rest }: TextAreaProps) {
  const id = useId()
  const field = { label, hint, fault, aside }
  return (
    <FieldFrame id={id} {...field}>
      <textarea
        {...rest}
        {...fieldAria(id, field)}
        className={classNames(
          'mt-2 w-full resize-y rounded-md border border-field bg-raised px-3.5 py-2.5 text-ink text-lg outline-none transition-[border-color,box-shadow]',
          'placeholder:text-muted hover:border-ink focus:border-accent focus:shadow-[0_0_0_1px_var(--accent)]',
          'aria-invalid:border-danger aria-invalid:focus:shadow-[0_0_0_1px_var(--danger)]',
          className,
        )}
      />
    </FieldFrame>
  )
}
