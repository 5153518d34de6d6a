import type { SummaryStyle } from '#server/contracts/text-kinds.ts'
import { limitPoints, limitSummary } from '../limit-summary.ts'
import { summaryQuality } from '../quality/summary-quality.ts'
import { detectLanguage } from './detect-language.ts'
import { splitSentences } from './split-sentences.ts'
import { summariseText } from './summarise-text.ts'
import type { GivenAnswer, TextOutcome, WorkRequest } from './text-work.ts'

/** Summarises by extraction, or brings a model's summary into its style and within its word cap; judges either. */
export async function workOnSummary(
  request: WorkRequest<'summarise'>,
  given: GivenAnswer | undefined,
): Promise<TextOutcome> {
  const { words, style } = request
  const language = await detectLanguage(request.text)
  const written =
    given?.result.kind === 'summarise' ? given.result.text : extracted(request, language.language)
  const { text, cut } = styled(written, words, language.language, style)
  const quality = summaryQuality({
    source: request.text,
    summary: text,
    language,
    summaryLanguage: await detectLanguage(text),
    cut: given?.cut === true && !cut,
    instructed: given !== undefined && request.instructed,
  })
  return {
    result: {
      kind: 'summarise',
      text,
      sentences: splitSentences(text, language.language).length,
      ...(style && { style }),
    },
    quality,
    notes: notesOn(cut, given !== undefined, request),
  }
}

function extracted({ text, words, style }: WorkRequest<'summarise'>, language: string): string {
  const { points, ...summary } = summariseText(text, words, language, style === 'line' ? 1 : undefined)
  return style === 'bullets' ? points.map((point) => `- ${point}`).join('\n') : summary.text
}

function styled(
  written: string,
  words: number,
  language: string,
  style: SummaryStyle | undefined,
): { text: string; cut: boolean } {
  if (style === 'bullets') return limitPoints(written, words, language)
  if (style !== 'line') return limitSummary(written, words, language)
  // Of several sentences the first is the one; what follows was not asked for.
  const flowing = written.replace(/\s+/g, ' ').trim()
  const [first = '', ...more] = splitSentences(flowing, language).map(({ text }) => text)
  const { text, cut } = limitSummary(first === '' ? flowing : first, words, language)
  return { text, cut: cut || more.length > 0 }
}

function notesOn(cut: boolean, given: boolean, { words, style }: WorkRequest<'summarise'>): string[] {
  if (cut && style === 'line') return ['The model wrote more than one sentence; the first one is given.']
  if (cut) return [`The model wrote more than ${words} words; what exceeded them was left out.`]
  return !given && style === 'newcomer'
    ? ['The built-in engine chooses sentences of the text; putting them for newcomers needs a model.']
    : []
}
