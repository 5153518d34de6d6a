import { mostAnswerTokens, mostThoughtTokens } from './answer-tokens.ts'
import { promptFor } from './prompts.ts'
import type { TextRequest } from './provider.ts'

// Estimates that come out too high rather than too low, over the tokenizers in use: of English three characters make a token (it is
// nearer to four), of other alphabets two, and of scripts without spaces each character is one.
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu
const LATIN_OR_PLAIN = /[\p{Script=Latin}\p{Script=Common}]/gu
const TOKENS = { dense: 1, plain: 1 / 3, other: 1 / 2 }
// What the form of a chat adds around its messages.
const FRAME_TOKENS = 32
// Of the room that an answer may have, this much has to be there: it is four times what is usually needed.
const ANSWER_SHARE = 0.5

/** About how many tokens a model counts for a text, and rarely more than that. */
export function estimateTokens(text: string): number {
  const dense = text.match(DENSE)?.length ?? 0
  const plain = text.match(LATIN_OR_PLAIN)?.length ?? 0
  const other = Math.max(0, text.length - dense - plain)
  return Math.ceil(dense * TOKENS.dense + plain * TOKENS.plain + other * TOKENS.other)
}

/** The tokens of a question as it is sent, without its answer. */
export function questionTokens(request: TextRequest): number {
  const { system, prompt } = promptFor(request)
  return FRAME_TOKENS + estimateTokens(system) + estimateTokens(prompt)
}

/** Whether a question and the least that its answer needs do not fit into a context. */
export function isTooLong(request: TextRequest, contextTokens: number): boolean {
  return neededTokens(request) > contextTokens
}

/** The most tokens that an answer may be given so that it fits beside its question, with the thoughts before it where there are any. */
export function answerTokensWithin(
  request: TextRequest,
  contextTokens: number | undefined,
  thinks: boolean,
): number {
  const most = mostAnswerTokens(request) + (thinks ? mostThoughtTokens(contextTokens) : 0)
  return contextTokens === undefined
    ? most
    : Math.max(1, Math.min(most, contextTokens - questionTokens(request)))
}

/**
 * How many characters of a request's text fit into a context together with what is asked and answered: all of them, or so many that
 * parts of this size do.
 */
export function charactersWithin(request: TextRequest, contextTokens: number): number {
  let { text } = request
  // Nearly proportional, so that a few steps are enough; each takes a little off.
  for (let needed = neededTokens(request); needed > contextTokens && text.length > 1; ) {
    const share = Math.max(0.5, Math.min(0.97, contextTokens / needed))
    text = text.slice(0, Math.floor(text.length * share))
    needed = neededTokens({ ...request, text })
  }
  return text.length
}

function neededTokens(request: TextRequest): number {
  return questionTokens(request) + Math.ceil(mostAnswerTokens(request) * ANSWER_SHARE)
}
