import { z } from 'zod'
import type { ExtractedValue, ExtractField, FieldType } from '#server/contracts/sorting-kinds.ts'

type Values = ExtractedValue['value'][]

// How models write that there is nothing.
const NOTHING = /^(?:null|none|n\/a|unknown|not (?:stated|given|in the text)|-*)$/i
const TEXT = z
  .union([z.string(), z.number().transform(String)], 'expected text')
  .transform((text) => text.replace(/\s+/g, ' ').trim())
  .pipe(z.string().min(1, 'it is empty').max(2_000, 'at most 2000 characters'))
const NUMBER = 'expected a number in plain figures'

const SCHEMAS: Readonly<Record<FieldType, z.ZodType<Values>>> = {
  text: TEXT.transform((value) => [value]),
  number: z
    .union(
      [
        z.number(),
        z
          .string()
          .trim()
          .regex(/^-?\d+(?:\.\d+)?$/)
          .transform(Number),
      ],
      NUMBER,
    )
    .transform((value) => [value]),
  date: z.iso.date('expected a date like 2026-03-12').transform((value) => [value]),
  'yes-no': z
    .union(
      [z.boolean(), z.stringbool({ truthy: ['yes', 'true'], falsy: ['no', 'false'] })],
      'expected true or false',
    )
    .transform((value) => [value]),
  list: z
    .array(TEXT, 'expected a list')
    .max(100, 'at most 100 entries')
    .transform((values) => [...new Set(values)]),
}

/** The values of a field in what a model gave for it: none where the text has none; or what is wrong with it. */
export function readField(
  { type, required }: ExtractField,
  raw: unknown,
): { values: Values } | { fault: string } {
  const absent = raw === null || raw === undefined || (typeof raw === 'string' && NOTHING.test(raw.trim()))
  const parsed = absent ? undefined : SCHEMAS[type].safeParse(raw)
  if (parsed && !parsed.success) return { fault: parsed.error.issues[0]?.message ?? 'it cannot be read' }
  const values = parsed?.data ?? []
  return required && values.length === 0 ? { fault: 'it is required, and missing' } : { values }
}
