import { cutText } from '#server/contracts/cut-text.ts'
import type { RewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { blocksText } from '#server/document-model/blocks-text.ts'
import { markdownBlocks } from '#server/document-model/markdown-blocks.ts'
import { AppError } from '#server/platform/errors.ts'
import { detectLanguage } from '../local-engine/detect-language.ts'
import { countWords } from '../local-engine/split-words.ts'
import type { GivenAnswer, TextOutcome, WorkRequest } from '../local-engine/text-work.ts'
import { rewriteQuality } from '../quality/rewrite-quality.ts'

/** Completes and judges what a model has written anew. The built-in engine writes nothing itself. */
export async function workOnRewriting(
  request: WorkRequest<RewriteKind>,
  given: GivenAnswer | undefined,
): Promise<TextOutcome> {
  const { kind, text, language, percent, instructed } = request
  const result = given?.result
  if (result?.kind !== kind || !('from' in result))
    throw new AppError('cannot-process', 'The built-in engine cannot write a text anew.')
  // Compared in words: an escape, or the address of a mention, is none of the text.
  const plain = blocksText(markdownBlocks(text, () => true))
  const from = await detectLanguage(plain)
  const to = await detectLanguage(result.text)
  const quality = rewriteQuality({
    ...{ kind, source: plain, written: result.text, from, to, wanted: language, percent },
    cut: given?.cut === true,
    instructed,
  })
  return {
    result: {
      ...result,
      from: known(from.language),
      to: known(to.language),
      words: { before: countWords(plain, from.language), after: countWords(result.text, to.language) },
      source: cutText(plain, SHOWN_TEXT_MAX),
    },
    quality,
    notes: [],
  }
}

function known(language: string): string | null {
  return language === 'und' ? null : language
}
