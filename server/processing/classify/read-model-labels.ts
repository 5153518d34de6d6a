import { z } from 'zod'
import type { ResultOf } from '#server/contracts/processing.ts'
import { findQuote, searchedText } from '../find-quote.ts'
import type { TextRequest } from '../provider.ts'
import { readJsonAnswer, UnreadableAnswer } from '../unreadable-answer.ts'

export type ClassifyRequest = Extract<TextRequest, { kind: 'classify' }>

const Entry = z.union([
  z.string().transform((label) => ({ label, quote: null })),
  z.object({ label: z.string(), quote: z.string().nullish() }),
])
const Answer = z.object({ labels: z.array(Entry).max(100) })

/** What a model is told: the labels are the asker's own words, so they are handed over as a list in JSON. */
export function classifyTask({ labels, several }: ClassifyRequest): string {
  const many = several
    ? 'every one of these labels that fits it, best first'
    : 'the one of these labels that fits it best'
  return `Say of the text ${many}: ${JSON.stringify(labels)}. Use the labels exactly as they are written here and no others; an empty list says that none fits. "quote" is a passage that speaks for it, copied exactly from the text. Answer with JSON alone: {"labels":[{"label":"...","quote":"..."}]}.`
}

/** The labels in a model's answer. Throws `UnreadableAnswer` when one was not given, or when there are more than were asked for. */
export function readModelLabels(request: ClassifyRequest, answer: string): ResultOf<'classify'> {
  const { labels } = readJsonAnswer(answer, Answer, 'labels')
  const known = new Map(request.labels.map((label) => [folded(label), label]))
  const faults: string[] = []
  const searched = searchedText(request.text)
  const found = new Map<string, ResultOf<'classify'>['labels'][number]>()
  for (const { label, quote } of labels) {
    const given = known.get(folded(label))
    if (given === undefined) faults.push('labels: one of them is none of the labels given')
    else if (!found.has(given)) {
      const place = (quote ? findQuote(searched, quote) : undefined) ?? null
      const words = place && request.text.slice(place.start, place.end)
      found.set(given, {
        label: given,
        ...(words && words.length <= 2_000 ? { quote: words, place } : NO_QUOTE),
      })
    }
  }
  if (!request.several && found.size > 1) faults.push('labels: exactly one label was asked for, or none')
  if (faults.length > 0) throw new UnreadableAnswer([...new Set(faults)])
  return { kind: 'classify', labels: [...found.values()], given: request.labels, agreement: null }
}

const NO_QUOTE = { quote: null, place: null }

function folded(label: string): string {
  return label.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()
}
