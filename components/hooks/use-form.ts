import { type FormEvent, useState } from 'react'
import type { z } from 'zod'
import { ApiProblem } from '../api-client.ts'

type Faults = Record<string, string>

/**
 * A form whose rules are a contract's schema. Faults appear when a field is left or the form is sent, go as soon as they are mended,
 * and those that the server finds land on their fields too. Values are never reset by an error.
 */
export function useForm<Schema extends z.ZodObject>(
  schema: Schema,
  initial: Record<keyof z.input<Schema> & string, string>,
) {
  type Name = keyof typeof initial
  const [values, setValues] = useState(initial)
  const [faults, setFaults] = useState<Faults>({})

  function check(name: Name, next = values): void {
    setFaults((known) => withFault(known, name, faultsOf(schema, next)[name]))
  }

  return {
    values,
    /** Spread on a TextField. */
    field(name: Name) {
      return {
        name,
        value: values[name],
        fault: faults[name],
        onChange(event: { target: { value: string } }) {
          const next = { ...values, [name]: event.target.value }
          setValues(next)
          if (faults[name]) check(name, next)
        },
        onBlur() {
          if (values[name] !== '') check(name)
        },
      }
    },
    /** Parses and hands on; with faults it shows all of them and moves the focus to the first. */
    submit(send: (data: z.output<Schema>) => void) {
      return (event: FormEvent<HTMLFormElement>) => {
        event.preventDefault()
        const parsed = schema.safeParse(values)
        const found = faultsOf(schema, values)
        setFaults(found)
        if (parsed.success) return send(parsed.data)
        const form = event.currentTarget
        const first = Object.keys(values).find((name) => found[name])
        const control = first ? form.elements.namedItem(first) : null
        if (control instanceof HTMLElement) control.focus()
      }
    },
    /** Puts the faults that the server named on their fields; true when there was one. */
    takeFaults(error: unknown): boolean {
      if (!(error instanceof ApiProblem)) return false
      const known = error.faults.filter((fault) => fault.path in values)
      if (known.length > 0) setFaults(Object.fromEntries(known.map((fault) => [fault.path, fault.message])))
      return known.length > 0
    },
  }
}

function faultsOf(schema: z.ZodObject, values: Record<string, string>): Faults {
  const parsed = schema.safeParse(values)
  if (parsed.success) return {}
  const faults: Faults = {}
  for (const issue of parsed.error.issues) faults[String(issue.path[0])] ??= issue.message
  return faults
}

function withFault(known: Faults, name: string, message: string | undefined): Faults {
  const { [name]: _old, ...rest } = known
  return message ? { ...rest, [name]: message } : rest
}
