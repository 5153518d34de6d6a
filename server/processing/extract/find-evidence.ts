import type { ExtractedValue, FieldType } from '#server/contracts/sorting-kinds.ts'
import { findQuote, type SearchedText } from '../find-quote.ts'
import { datesIn } from './dates-in-text.ts'
import { figuresIn, sameNumber } from './figures-in-text.ts'

type Place = NonNullable<ExtractedValue['place']>

/** What in the text speaks for a value that a model gave, with the passage that it quoted for it. */
export function findEvidence(
  searched: SearchedText,
  text: string,
  type: FieldType,
  value: ExtractedValue['value'],
  quote: string | null,
): ExtractedValue {
  const own = typeof value === 'string' && type !== 'date' ? findQuote(searched, value) : undefined
  if (own) return { value, evidence: 'text', place: own }
  const passage = quote === null ? undefined : findQuote(searched, quote)
  if (passage)
    return {
      value,
      evidence: saysSo(type, value, text, passage) ? 'text' : 'passage',
      place: passage,
    }
  const figure = typeof value === 'number' ? placeOfFigure(text, value) : undefined
  return figure ? { value, evidence: 'text', place: figure } : { value, evidence: 'none', place: null }
}

/** True where a passage holds a number or a day exactly as it was given, with sign, magnitude and month; of other values it is not told. */
function saysSo(
  type: FieldType,
  value: ExtractedValue['value'],
  text: string,
  { start, end }: Place,
): boolean {
  if (typeof value === 'number')
    // What stands around the passage belongs to its figures: a sign before them, a million behind.
    return figuresIn(text).some(
      (figure) => figure.start >= start && figure.start < end && sameNumber(figure.value, value),
    )
  return type === 'date' && typeof value === 'string' && datesIn(text.slice(start, end)).has(value)
}

function placeOfFigure(text: string, value: number): Place | undefined {
  const figure = figuresIn(text).find((one) => sameNumber(one.value, value))
  return figure && { start: figure.start, end: figure.end }
}
