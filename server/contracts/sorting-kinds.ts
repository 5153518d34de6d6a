import { z } from 'zod'
import { PlainLine } from './plain-line.ts'
import { Instruction, SHOWN_TEXT_MAX, TextSource } from './text-source.ts'

const NAME_MAX = 80
const Name = PlainLine(NAME_MAX).min(1, 'A name is missing')

function isDistinct(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.toLowerCase())).size === names.length
}

/** Where something stands in the text, in UTF-16 code units; `end` is exclusive. */
const Place = z.object({ start: z.number().int().min(0), end: z.number().int().min(0) })

export const LABELS_MAX = 20
/** Which of the given labels fit a text: one or none, or, with `several`, any number of them. */
export const ClassifyText = z.object({
  kind: z.literal('classify'),
  source: TextSource,
  labels: z
    .array(Name)
    .min(1, 'At least one label')
    .max(LABELS_MAX, `At most ${LABELS_MAX} labels`)
    .refine(isDistinct, 'Each label once'),
  several: z.boolean().default(false),
  twice: z
    .boolean()
    .default(false)
    .describe(
      'Asks a second time with the labels in the other order: how far the two agree is the confidence, and without it there is none',
    ),
  instruction: Instruction,
})

export const ClassifyResult = z.object({
  kind: z.literal('classify'),
  /** Those that fit, best first, each with words of the text that speak for it where the model named any that stand there. */
  labels: z.array(
    z.object({ label: z.string(), quote: z.string().max(2_000).nullable(), place: Place.nullable() }),
  ),
  /** All that there were to choose from. */
  given: z.array(z.string()),
  /** How far two readings with the labels in different orders agree, 0 to 1; null where it was read once. */
  agreement: z.number().min(0).max(1).nullable(),
})

export const FIELD_TYPES = ['text', 'number', 'date', 'yes-no', 'list'] as const
export const FieldType = z.enum(FIELD_TYPES)
export type FieldType = z.infer<typeof FieldType>
export const FIELDS_MAX = 20
export const ExtractField = z.object({
  name: Name,
  type: FieldType.default('text'),
  /** An answer without it is none. */
  required: z.boolean().default(false),
})
export type ExtractField = z.infer<typeof ExtractField>

/** What a text says for each of the given fields. Dates come as `2026-03-12`. */
export const ExtractText = z.object({
  kind: z.literal('extract'),
  source: TextSource,
  fields: z
    .array(ExtractField)
    .min(1, 'At least one field')
    .max(FIELDS_MAX, `At most ${FIELDS_MAX} fields`)
    .refine((fields) => isDistinct(fields.map(({ name }) => name)), 'Each name once'),
  instruction: Instruction,
})

/**
 * What speaks for a value: `text`, it stands in the text as it is; `passage`, a passage that the model quotes stands there, from
 * which the value is to follow; `none`, neither, so it may be made up.
 */
export const EVIDENCE = ['text', 'passage', 'none'] as const
export const ExtractedValue = z.object({
  value: z.union([z.string().max(2_000), z.number(), z.boolean()]),
  evidence: z.enum(EVIDENCE),
  /** Where the value, or the passage, stands. */
  place: Place.nullable(),
})
export type ExtractedValue = z.infer<typeof ExtractedValue>
export const ExtractResult = z.object({
  kind: z.literal('extract'),
  /** In the order asked for. No value where the text has none; several only in a list. */
  fields: z.array(z.object({ name: z.string(), type: FieldType, values: z.array(ExtractedValue).max(100) })),
  /** The beginning of the text, so that places can be shown. */
  source: z.string().max(SHOWN_TEXT_MAX),
})
