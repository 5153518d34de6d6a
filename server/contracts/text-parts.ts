import { z } from 'zod'
import { momentStamp } from './transcript-words.ts'

/** A part of a long text that nothing answered, and where it stands: in UTF-16 code units, `end` is exclusive. */
export const MissingPart = z.object({
  /** Its number, from 1. */
  part: z.number().int().min(1),
  start: z.number().int().min(0),
  end: z.number().int().min(0),
  /** Of a recording both are seconds, of a file both are the number of its page. */
  unit: z.enum(['seconds', 'pages']).optional(),
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
  const what = missing.some(({ unit }) => unit === 'pages') ? 'pages' : 'parts'
  return `${total - missing.length} of ${total} ${what}`
}

/** "part 3, “The harbour” (characters 32,001 to 48,000)". */
function placeWords(missing: MissingPart): string {
  const { part, heading, begins } = missing
  if (missing.unit === 'pages') return extentWords(missing)
  if (missing.unit === 'seconds') return `part ${part} (${extentWords(missing)})`
  const name = heading === null ? `beginning “${begins}”` : `“${heading}”`
  return `part ${part}, ${name} (${extentWords(missing)})`
}

/** "characters 32,001 to 48,000"; of a recording "0:10:00 to 0:20:00". */
export function extentWords({ start, end, unit }: Pick<MissingPart, 'start' | 'end' | 'unit'>): string {
  if (unit === 'pages') return `page ${start}`
  if (unit === 'seconds') return `${momentStamp(start)} to ${momentStamp(end)}`
  return `characters ${(start + 1).toLocaleString('en')} to ${end.toLocaleString('en')}`
}

/** The gap in one sentence, as it stands in a page beside the result. */
export function gapSentence(parts: AnswerParts): string {
  const whole = parts.missing.some(({ unit }) => unit === 'seconds') ? 'recording' : 'text'
  return `This covers ${coverageWords(parts)} of the ${whole}. Missing: ${parts.missing.map(placeWords).join('; ')}.`
}
