import { z } from 'zod'
import { cutText } from '#server/contracts/cut-text.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import type { FieldType } from '#server/contracts/sorting-kinds.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { searchedText } from '../find-quote.ts'
import type { TextRequest } from '../provider.ts'
import { readJsonAnswer, UnreadableAnswer } from '../unreadable-answer.ts'
import { readField } from './field-schemas.ts'
import { findEvidence } from './find-evidence.ts'

export type ExtractRequest = Extract<TextRequest, { kind: 'extract' }>

const TYPE_WORDS: Readonly<Record<FieldType, string>> = {
  text: 'words of the text',
  number: 'a number in plain figures, such as 3500000',
  date: 'a date as 2026-03-12',
  'yes-no': 'true or false',
  list: 'a list of words of the text',
}
// A list of entries with names, not an object with them as keys: no name of a field can then mean anything to a parser.
const Answer = z.object({
  fields: z.array(z.object({ name: z.string(), value: z.unknown(), quote: z.string().nullish() })).max(200),
})

/** What a model is told: the fields are the asker's own words, so they are handed over as JSON. */
export function extractTask({ fields }: ExtractRequest): string {
  const wanted = fields.map(({ name, type }) => ({ name, value: TYPE_WORDS[type] }))
  return `Find in the text what it says for each of these fields: ${JSON.stringify(wanted)}. Take values from the text alone, in its own words; null where it does not say, never a guess. "quote" is the passage that says so, copied exactly from the text. Answer with JSON alone, every field once: {"fields":[{"name":"...","value":null,"quote":null}]}.`
}

/** The values in a model's answer, each with what in the text speaks for it. Throws `UnreadableAnswer` with each field that is wrong. */
export function readModelFields({ fields, text }: ExtractRequest, answer: string): ResultOf<'extract'> {
  const entries = new Map(
    readJsonAnswer(answer, Answer, 'fields').fields.map((entry) => [folded(entry.name), entry]),
  )
  const searched = searchedText(text)
  const faults: string[] = []
  const found = fields.map((field): ResultOf<'extract'>['fields'][number] => {
    const { name, type } = field
    const entry = entries.get(folded(name))
    const read = readField(field, entry?.value)
    if ('fault' in read) faults.push(`${name}: ${read.fault}`)
    const quote = entry?.quote ?? null
    const values = ('values' in read ? read.values : []).map((value) =>
      findEvidence(searched, text, type, value, quote),
    )
    return { name, type, values }
  })
  if (faults.length > 0) throw new UnreadableAnswer(faults)
  return { kind: 'extract', fields: found, source: cutText(text, SHOWN_TEXT_MAX) }
}

function folded(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()
}
