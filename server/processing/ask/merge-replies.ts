import { QUOTES_MAX } from '#server/contracts/ask-kind.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { blocksText } from '#server/document-model/blocks-text.ts'
import type { AskRequest } from '../provider.ts'
import { lookUp } from './read-model-reply.ts'

type Reply = ResultOf<'ask'>

/** The answers of the parts that have one, one after another, with what each rests on; no answer where no part has one. */
export function mergeReplies(replies: readonly Reply[], request: AskRequest): Reply {
  const answered = replies.filter((reply) => reply.answered)
  const blocks = answered.flatMap((reply) => reply.blocks)
  const quotes = new Map(answered.flatMap((reply) => reply.quotes).map((quote) => [quote.text, quote]))
  return {
    ...{ kind: 'ask', question: request.question, answered: answered.length > 0 },
    ...{ text: blocksText(blocks), blocks, quotes: [...quotes.values()].slice(0, QUOTES_MAX) },
    pages: request.pages.map(({ documentId, title }) => ({ documentId, title })),
  }
}

/**
 * What is asked to make one answer of several: the same question, of the answers of the parts with those quotations that were
 * found. Undefined where no more than one part has an answer.
 */
export function replyToJoin(replies: readonly Reply[], request: AskRequest): AskRequest | undefined {
  const answered = replies.filter((reply) => reply.answered)
  if (answered.length < 2) return undefined
  const text = answered
    .map((reply) =>
      [reply.text, ...reply.quotes.filter(({ found }) => found).map((quote) => `> ${quote.text}`)].join('\n'),
    )
    .join('\n\n')
  return { ...request, text, pages: [] }
}

/** One answer made of several, with its quotations looked up in the text itself. */
export function joinedReply(joined: Reply, request: AskRequest): Reply {
  return {
    ...joined,
    quotes: lookUp(
      joined.quotes.map(({ text }) => text),
      request,
    ),
    pages: request.pages.map(({ documentId, title }) => ({ documentId, title })),
  }
}
