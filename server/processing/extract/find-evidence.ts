import type { ExtractedValue, FieldType } from '#server/contracts/sorting-kinds.ts'
import { findQuote, type SearchedText } from '../find-quote.ts'
import { numbersOf } from '../quality/text-signals.ts'

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
      evidence: saysSo(type, value, text.slice(passage.start, passage.end)) ? 'text' : 'passage',
      place: passage,
    }
  const figure = typeof value === 'number' ? placeOfFigure(searched, text, value) : undefined
  return figure ? { value, evidence: 'text', place: figure } : { value, evidence: 'none', place: null }
}

/** True where a passage holds the very figures of a number or a date; of other values it is not told. */
function saysSo(type: FieldType, value: ExtractedValue['value'], passage: string): boolean {
  const figures = numbersOf(passage)
  if (typeof value === 'number')
    return figures.some((figure) => significant(figure) === significant(String(value)))
  if (type !== 'date' || typeof value !== 'string') return false
  const [year = '', , day = ''] = value.split('-')
  const digits = figures.flatMap((figure) => figure.split(/[.:-]/)).map((figure) => figure.replace(/^0+/, ''))
  return digits.includes(year) && digits.includes(day.replace(/^0+/, ''))
}

/** A number as its figures alone: "3.5 million" and 3500000 have the same. */
function significant(figure: string): string {
  return figure.replace(/[^\p{N}]/gu, '').replace(/^0+|0+$/g, '')
}

function placeOfFigure(searched: SearchedText, text: string, value: number): Place | undefined {
  for (const form of [String(value), value.toLocaleString('en'), value.toLocaleString('de')]) {
    const place = findQuote(searched, form)
    if (place && text.length > 0) return place
  }
  return undefined
}
