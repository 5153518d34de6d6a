import { limitSummary } from '../limit-summary.ts'
import { summaryQuality } from '../quality/summary-quality.ts'
import { detectLanguage } from './detect-language.ts'
import { splitSentences } from './split-sentences.ts'
import { summariseText } from './summarise-text.ts'
import type { GivenAnswer, TextOutcome, WorkRequest } from './text-work.ts'

/** Summarises by extraction, or brings a model's summary within its word cap; judges either. */
export async function workOnSummary(
  request: WorkRequest<'summarise'>,
  given: GivenAnswer | undefined,
): Promise<TextOutcome> {
  const language = await detectLanguage(request.text)
  const written =
    given?.result.kind === 'summarise'
      ? given.result.text
      : summariseText(request.text, request.words, language.language).text
  const { text, cut } = limitSummary(written, request.words, language.language)
  const quality = summaryQuality({
    source: request.text,
    summary: text,
    language,
    summaryLanguage: await detectLanguage(text),
    cut: given?.cut === true && !cut,
    instructed: given !== undefined && request.instructed,
  })
  return {
    result: { kind: 'summarise', text, sentences: splitSentences(text, language.language).length },
    quality,
    notes: cut ? [`The model wrote more than ${request.words} words; what exceeded them was left out.`] : [],
  }
}
