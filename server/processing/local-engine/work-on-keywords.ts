import { keywordsQuality } from '../quality/keywords-quality.ts'
import { detectLanguage } from './detect-language.ts'
import { extractKeywords } from './extract-keywords.ts'
import type { GivenAnswer, TextOutcome, WorkRequest } from './text-work.ts'

/** Finds the keywords of a text, or takes a model's; judges either. */
export async function workOnKeywords(
  request: WorkRequest<'keywords'>,
  given: GivenAnswer | undefined,
): Promise<TextOutcome> {
  const { language } = await detectLanguage(request.text)
  const keywords =
    given?.result.kind === 'keywords'
      ? given.result.keywords
      : extractKeywords(request.text, request.count, language)
  const quality = keywordsQuality({
    source: request.text,
    terms: keywords.map(({ term }) => term),
    wanted: request.count,
    language,
  })
  return { result: { kind: 'keywords', keywords }, quality, notes: [] }
}
