import { z } from 'zod'
import { ProcessResult, Quality } from '#server/contracts/processing.ts'
import { limitSummary } from '../limit-summary.ts'
import { keywordsQuality } from '../quality/keywords-quality.ts'
import { summaryQuality } from '../quality/summary-quality.ts'
import { detectLanguage } from './detect-language.ts'
import { extractKeywords } from './extract-keywords.ts'
import { splitSentences } from './split-sentences.ts'
import { summariseText } from './summarise-text.ts'

const Request = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('summarise'), text: z.string(), words: z.number(), instructed: z.boolean() }),
  z.object({ kind: z.literal('keywords'), text: z.string(), count: z.number(), instructed: z.boolean() }),
])

/** Work on a text that costs processor time: to answer by the built-in engine, or to judge a model's answer. */
export const TextWork = z.discriminatedUnion('act', [
  z.object({ act: z.literal('answer'), request: Request }),
  z.object({ act: z.literal('judge'), request: Request, result: ProcessResult, cut: z.boolean() }),
])
export type TextWork = z.infer<typeof TextWork>

export const TextOutcome = z.object({ result: ProcessResult, quality: Quality, notes: z.array(z.string()) })
export type TextOutcome = z.infer<typeof TextOutcome>

/** Does the work. Blocks the thread for about 30 ms per 1,000 words, and once for half a second while models load. */
export async function doTextWork(work: TextWork): Promise<TextOutcome> {
  const { request } = work
  const language = await detectLanguage(request.text)
  const notes: string[] = []
  let result = work.act === 'judge' ? work.result : answer(request, language.language)
  if (result.kind === 'summarise' && request.kind === 'summarise') {
    const limited = limitSummary(result.text, request.words, language.language)
    if (limited.cut)
      notes.push(`The model wrote more than ${request.words} words; what exceeded them was left out.`)
    const { text } = limited
    result = { kind: 'summarise', text, sentences: splitSentences(text, language.language).length }
    const quality = summaryQuality({
      source: request.text,
      summary: text,
      language,
      summaryLanguage: await detectLanguage(text),
      cut: work.act === 'judge' && work.cut && !limited.cut,
      instructed: work.act === 'judge' && request.instructed,
    })
    return { result, quality, notes }
  }
  if (result.kind !== 'keywords' || request.kind !== 'keywords')
    throw new Error(`a result of kind ${result.kind} does not answer ${request.kind}`)
  const quality = keywordsQuality({
    source: request.text,
    terms: result.keywords.map(({ term }) => term),
    wanted: request.count,
    language: language.language,
  })
  return { result, quality, notes }
}

function answer(request: TextWork['request'], language: string): ProcessResult {
  return request.kind === 'summarise'
    ? { kind: 'summarise', ...summariseText(request.text, request.words, language) }
    : { kind: 'keywords', keywords: extractKeywords(request.text, request.count, language) }
}
