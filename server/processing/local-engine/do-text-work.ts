import { workOnActions } from '../action-items/work-on-actions.ts'
import { workOnReply } from '../ask/work-on-reply.ts'
import { workOnLabels } from '../classify/work-on-labels.ts'
import { workOnEntities } from '../entities/work-on-entities.ts'
import { workOnFields } from '../extract/work-on-fields.ts'
import { workOnLanguage } from '../language/work-on-language.ts'
import { workOnReadability } from '../readability/work-on-readability.ts'
import { workOnRewriting } from '../rewriting/work-on-rewriting.ts'
import { workOnSentiment } from '../sentiment/work-on-sentiment.ts'
import type { TextOutcome, TextWork } from './text-work.ts'
import { workOnKeywords } from './work-on-keywords.ts'
import { workOnSummary } from './work-on-summary.ts'

/**
 * Does the work. Blocks the thread for about 30 ms per 1,000 words, and once for half a second while models load. Throws
 * `cannot-process` where the built-in engine has no honest answer, as for the sentiment of a text that is not English.
 */
export async function doTextWork(work: TextWork): Promise<TextOutcome> {
  const { request } = work
  const given = work.act === 'judge' ? work : undefined
  if (given && given.result.kind !== request.kind)
    throw new Error(`a result of kind ${given.result.kind} does not answer ${request.kind}`)
  switch (request.kind) {
    case 'summarise':
      return await workOnSummary(request, given)
    case 'keywords':
      return await workOnKeywords(request, given)
    case 'entities':
      return await workOnEntities(request, given)
    case 'sentiment':
      return await workOnSentiment(request, given)
    case 'action-items':
      return await workOnActions(request, given)
    case 'classify':
      return await workOnLabels(request, given)
    case 'extract':
      return await workOnFields(request, given)
    case 'ask':
      return await workOnReply(request, given)
    case 'language':
      return await workOnLanguage(request)
    case 'readability':
      return await workOnReadability(request)
    case 'improve':
    case 'fix-grammar':
    case 'shorter':
    case 'longer':
    case 'change-tone':
    case 'translate':
    case 'explain':
      return await workOnRewriting(request, given)
  }
}
