import type { ProcessText } from '#server/contracts/text-kinds.ts'
import { NEWS, NEWS_SUMMARY } from './sample-texts.ts'

// More than there are sentences: what is too much is passed over.
const SCORES = Array.from({ length: 40 }, (_, index) => ({ n: index + 1, score: 0.1 }))
const QUOTE = 'The heat pumps cost 210 million crowns'

/** What a model says of the news to each kind, and words that a page then holds. None of the model: counted here. */
export const KIND_ANSWERS: Record<ProcessText['kind'], [answer: unknown, inPage: string]> = {
  summarise: [NEWS_SUMMARY, 'Kelp Island'],
  keywords: [{ keywords: ['coal power station', 'heat pumps', 'harbour'] }, 'heat pumps'],
  entities: [{ entities: [{ type: 'person', text: 'Ingrid Solberg' }] }, 'Ingrid Solberg'],
  sentiment: [{ score: 0.1, label: 'neutral', sentences: SCORES }, 'Sentiment'],
  language: [null, 'English'],
  readability: [null, 'Readability'],
  'action-items': [
    { items: [{ task: 'Decide', quote: 'A decision about the terminal is expected next year' }] },
    'Decide',
  ],
  classify: [{ labels: [{ label: 'Energy', quote: QUOTE }] }, 'Energy'],
  extract: [{ fields: [{ name: 'Cost', value: 210_000_000, quote: QUOTE }] }, '210000000'],
  ask: [{ answered: true, answer: '210 million.', quotes: [QUOTE] }, '“The heat pumps'],
  improve: [NEWS, 'Kelp Island'],
  'fix-grammar': [NEWS, 'Kelp Island'],
  shorter: [NEWS_SUMMARY, 'Kelp Island'],
  longer: [NEWS, 'Kelp Island'],
  'change-tone': [NEWS, 'Kelp Island'],
  translate: [NEWS, 'Kelp Island'],
  explain: [NEWS_SUMMARY, 'Kelp Island'],
}
