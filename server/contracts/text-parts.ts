import { z } from 'zod'

/** A part of a long text that nothing answered, and where it stands: in UTF-16 code units, `end` is exclusive. */
export const MissingPart = z.object({
  /** Its number, from 1. */
  part: z.number().int().min(1),
  start: z.number().int().min(0),
  end: z.number().int().min(0),
  /** The heading that it stands under; null where there is none. */
  heading: z.string().nullable(),
  /** Its first words. */
  begins: z.string(),
  /** Why nothing answered, for people to read. */
  reason: z.string(),
})
export type MissingPart = z.infer<typeof MissingPart>

/** In how many parts a long text was worked on, and which of them are missing from the result. */
export const AnswerParts = z.object({ total: z.number().int().min(1), missing: z.array(MissingPart) })
export type AnswerParts = z.infer<typeof AnswerParts>

/** True where the result leaves something of the text out. */
export function isPartial(parts: AnswerParts | undefined): parts is AnswerParts {
  return parts !== undefined && parts.missing.length > 0
}

/** "4 of 5 parts". */
export function coverageWords({ total, missing }: AnswerParts): string {
  return `${total - missing.length} of ${total} parts`
}

/** "part 3, “The harbour” (characters 32,001 to 48,000)". */
function placeWords({ part, start, end, heading, begins }: MissingPart): string {
  const figure = (value: number): string => value.toLocaleString('en')
  const name = heading === null ? `beginning “${begins}”` : `“${heading}”`
  return `part ${part}, ${name} (characters ${figure(start + 1)} to ${figure(end)})`
}

/** The gap in one sentence, as it stands in a page beside the result. */
export function gapSentence(parts: AnswerParts): string {
  return `This covers ${coverageWords(parts)} of the text. Missing: ${parts.missing.map(placeWords).join('; ')}.`
}
