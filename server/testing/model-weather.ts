import type { Behaviour } from './fake-model-server.ts'
import { KIND_ANSWERS } from './kind-answers.ts'
import { NEWS_SUMMARY } from './sample-texts.ts'

/** What goes wrong with real endpoints, each about as often as the others. */
const FAULTS: readonly Behaviour[] = [
  { type: 'status', status: 429, headers: { 'retry-after': '1' } },
  { type: 'status', status: 429 },
  { type: 'status', status: 500 },
  { type: 'status', status: 503, headers: { 'retry-after': '2' } },
  { type: 'empty' },
  { type: 'truncated' },
  { type: 'answer', text: 'I am sorry, but I cannot help with that.' },
  { type: 'answer', text: NEWS_SUMMARY.slice(0, 150), finish: 'length' },
  { type: 'stall' },
  { type: 'silence' },
]

/**
 * For `respond` of a fake model server: a model that answers well, and of whose answers the share `rate` (0 to 1) meets a fault.
 * @param random numbers from 0 to below 1, the same for a seed
 */
export function modelWeather(rate: number, random: () => number): (words: string) => Behaviour {
  return (words) => {
    const fault = FAULTS[Math.floor(random() * FAULTS.length)]
    return fault && random() < rate ? fault : { type: 'answer', text: goodAnswer(words) }
  }
}

/** What a good model says to a request for a summary, fields, a reply, sentiment, or for a text to be improved. */
function goodAnswer(words: string): string {
  const [, text = ''] = /<text>\\n([\s\S]*?)\\n<\/text>/.exec(words) ?? []
  const plain: unknown = JSON.parse(`"${text}"`)
  if (words.includes('Summarise the text')) return NEWS_SUMMARY
  if (words.includes('Find in the text what it says')) return JSON.stringify(KIND_ANSWERS.extract[0])
  if (words.includes('What do they cost?')) return JSON.stringify(KIND_ANSWERS.ask[0])
  if (!words.includes('Judge how favourable')) return String(plain)
  const sentences = Array.from(String(plain).matchAll(/^\[(\d+)\]/gm), ([, n]) => ({
    n: Number(n),
    score: 0.2,
  }))
  return JSON.stringify({ score: 0.2, label: 'neutral', sentences })
}
