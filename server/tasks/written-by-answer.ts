import type { ProcessAnswer } from '#server/contracts/processing.ts'
import { gapSentence, isPartial } from '#server/contracts/text-parts.ts'
import { type Written, writtenByJob } from '#server/document-model/compare-text.ts'

/** What an answer puts into a page, with the sentence about what it leaves out. */
export function writtenByAnswer({ parts, result }: ProcessAnswer): Written {
  return writtenByJob(result, isPartial(parts) ? gapSentence(parts) : undefined)
}
