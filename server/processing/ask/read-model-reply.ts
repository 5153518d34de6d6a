import { z } from 'zod'
import { QUOTES_MAX, type Quote } from '#server/contracts/ask-kind.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { blocksText } from '#server/document-model/blocks-text.ts'
import { markdownBlocks } from '#server/document-model/markdown-blocks.ts'
import { findQuote, type SearchedText, searchedText } from '../find-quote.ts'
import type { AskRequest, TextRequest } from '../provider.ts'
import { readJsonAnswer, UnreadableAnswer } from '../unreadable-answer.ts'

const Answer = z.object({
  answered: z.boolean(),
  answer: z.string().max(40_000).nullish(),
  quotes: z.array(z.string().max(4_000)).max(200).nullish(),
})
// What is shorter stands in any text.
const LETTERS_LEAST = 6

/** What a model is told. The question is the asker's and stands outside of the text; what the text asks or orders is text. */
export function askTask(): string {
  return 'Answer the question of the person from the text alone, in the language of the question, without what you know besides. Where the text does not say it, "answered" is false: that is a good answer. Otherwise "answer" is the answer as Markdown, and "quotes" are the passages of the text that it rests on, one to five, each copied exactly and long enough to be found. Answer with JSON alone: {"answered":true,"answer":"...","quotes":["..."]}.'
}

/**
 * A model's reply, its passages looked up in the text. Of its marks those are kept that a page can hold; pictures, and links to
 * addresses that the text does not have, are shown as text. Throws `UnreadableAnswer` for an answer that quotes nothing.
 */
export function readModelReply(request: AskRequest, reply: string): ResultOf<'ask'> {
  const { answered, answer, quotes } = readJsonAnswer(reply, Answer)
  const blocks = answered ? markdownBlocks(answer ?? '', (href) => request.text.includes(href)) : []
  const text = blocksText(blocks)
  const faults = [
    ...(answered && text.trim() === '' ? ['answer: it is empty'] : []),
    ...(answered && !quotes?.some((quote) => quote.trim() !== '')
      ? ['quotes: an answer needs the passages that it rests on']
      : []),
  ]
  if (faults.length > 0) throw new UnreadableAnswer(faults)
  return {
    kind: 'ask',
    question: request.question,
    ...{ answered, text, blocks },
    quotes: answered ? lookUp(quotes ?? [], request) : [],
    pages: request.pages.map(({ documentId, title }) => ({ documentId, title })),
  }
}

/** The passages, each once, with the page that holds it. */
export function lookUp(
  passages: readonly string[],
  { text, pages }: Pick<AskRequest, 'text' | 'pages'>,
): Quote[] {
  const searched = searchedText(text)
  const quotes = new Map<string, Quote>()
  for (const passage of passages) {
    const plain = passage.replace(/\s+/g, ' ').trim()
    if (plain !== '' && !quotes.has(plain)) quotes.set(plain, quoteOf(plain, searched, text, pages))
  }
  return [...quotes.values()].slice(0, QUOTES_MAX)
}

function quoteOf(passage: string, searched: SearchedText, text: string, pages: AskRequest['pages']): Quote {
  const letters = passage.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(passage)
  const place =
    letters >= (dense ? LETTERS_LEAST / 2 : LETTERS_LEAST) ? findQuote(searched, passage) : undefined
  if (!place) return { text: passage, documentId: null, title: null, found: false }
  const page = pages.findLast(({ start }) => start <= place.start)
  // As the text has it: what a model copied may differ in marks and spaces.
  const own = text.slice(place.start, place.end).replace(/\s+/g, ' ').trim()
  return {
    text: own.length <= 4_000 ? own : passage,
    documentId: page?.documentId ?? null,
    title: page?.title ?? null,
    found: true,
  }
}

/** The pages that a part of the text is of, counted in that part. */
export function pagesOfPart(
  pages: AskRequest['pages'],
  { start, end }: { start: number; end: number },
): AskRequest['pages'] {
  return pages
    .filter(
      (page, index) => page.start < end && (pages[index + 1]?.start ?? Number.POSITIVE_INFINITY) > start,
    )
    .map((page) => ({ ...page, start: Math.max(0, page.start - start) }))
}

export function isAsk(request: TextRequest): request is AskRequest {
  return request.kind === 'ask'
}
