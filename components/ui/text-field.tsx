import { type ComponentProps, useId } from 'react'
import { classNames } from './class-names.ts'
import { controlClass, FieldFrame, type FieldProps, fieldAria } from './field-frame.tsx'

type TextFieldProps = Omit<ComponentProps<'input'>, 'id'> & FieldProps

/** One line of text with its label, hint and fault. */
export function TextField({ label, hint, fault, aside, className, ...rest }: TextFieldProps) {
  const id = useId()
  const field = { label, hint, fault, aside }
  return (
    <FieldFrame id={id} {...field}>
      <input {...rest} {...fieldAria(id, field)} className={classNames(controlClass, 'h-10', className)} />
    </FieldFrame>
  )
}
