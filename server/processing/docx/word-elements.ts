import { z } from 'zod'

const optionalText = z.string().nullish()
const flag = z.boolean().default(false)
// Word has nine levels. A file can name any number, and what is counted for each level below it would fill the memory.
const LEVEL_MAX = 8

/** An element of mammoth's document, with the properties that are used here; absent ones have their usual value. */
export const WordElement = z.looseObject({
  type: z.string(),
  children: z.array(z.unknown()).default([]),
  styleName: optionalText,
  numbering: z
    .looseObject({
      isOrdered: flag,
      level: z.coerce
        .number()
        .int()
        .min(0)
        .catch(0)
        .transform((level) => Math.min(level, LEVEL_MAX)),
      paragraphStyleId: optionalText,
    })
    .nullish()
    .catch(null),
  value: z.string().default(''),
  isBold: flag,
  isItalic: flag,
  isUnderline: flag,
  isStrikethrough: flag,
  font: optionalText,
  href: optionalText,
  altText: optionalText,
  contentType: optionalText,
  checked: z.boolean().nullish(),
  isHeader: flag,
  colSpan: z.number().int().min(1).max(64).catch(1),
  noteType: optionalText,
  noteId: optionalText,
  commentId: optionalText,
})
export type WordElement = z.infer<typeof WordElement>

/** The children of an element, as such. */
export function childrenOf(element: WordElement): WordElement[] {
  return element.children.map((child) => WordElement.parse(child))
}

const Notes = z.looseObject({ _notes: z.record(z.string(), z.looseObject({ body: z.array(z.unknown()) })) })

/** The paragraphs of a footnote or endnote. */
export function noteBody(notes: unknown, { noteType, noteId }: WordElement): WordElement[] {
  const known = Notes.safeParse(notes)
  const note = known.success ? known.data._notes[`${noteType}-${noteId}`] : undefined
  return (note?.body ?? []).map((child) => WordElement.parse(child))
}
