import type { TextRequest } from './provider.ts'
import type { RewriteRequest } from './rewriting/rewrite-prompt.ts'
import { SCORED_MAX } from './sentiment/read-model-sentiment.ts'

// Four tokens a word leave room for languages that need more, and for JSON.
const TOKENS_PER_WORD = 4
const TOKENS_LEAST = 256
// Models that think write some hundred to some thousand tokens before a short answer, and drafts of a long one.
const THOUGHT_TOKENS = 4_096

/** The most tokens that an answer is given: far more than one that is as it was asked for needs. */
export function mostAnswerTokens(request: TextRequest): number {
  return Math.ceil(Math.max(TOKENS_LEAST, answerWords(request) * TOKENS_PER_WORD))
}

// Scripts without spaces: about two tokens a character, where others have one for four.
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu

/** Room for a text that is written anew: that of its source, with the length that is wanted and some to spare. */
function writtenWords(request: RewriteRequest): number {
  const dense = request.text.match(DENSE)?.length ?? 0
  const words = (request.text.length - dense) / 6 + dense / 2
  const toDense = request.kind === 'translate' ? 1.5 : 1
  return 100 + words * 1.3 * toDense * ('percent' in request ? Math.max(1, request.percent / 100) : 1)
}

/**
 * The most tokens that a model which thinks may write before an answer. Of a short context half is left for question and answer.
 */
export function mostThoughtTokens(contextTokens: number | undefined): number {
  return Math.min(THOUGHT_TOKENS, Math.floor((contextTokens ?? Number.POSITIVE_INFINITY) / 2))
}

/** About how many words an answer may have. */
function answerWords(request: TextRequest): number {
  switch (request.kind) {
    case 'summarise':
      return request.words
    case 'keywords':
      return request.count * 6
    // Each finding is a small object; a text has at most about one for each eight characters worth naming.
    case 'entities':
      return Math.min(2_000, 100 + request.text.length / 8)
    // Each task comes with the sentence that says so.
    case 'action-items':
      return Math.min(4_000, 200 + request.text.length / 8)
    case 'classify':
      return 60 + (request.several ? request.labels.length : 1) * 40
    case 'extract':
      return 100 + request.fields.length * 80
    case 'ask':
      return 800
    case 'sentiment':
      return 60 + SCORED_MAX * 6
    case 'language':
    case 'readability':
      return 0
    default:
      return writtenWords(request)
  }
}
