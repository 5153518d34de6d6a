import { z } from 'zod'
import { ACTIONS_MAX, type ActionItem } from '#server/contracts/action-items.ts'
import { cutText } from '#server/contracts/cut-text.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { findQuote, searchedText } from '../find-quote.ts'
import { readJsonAnswer } from '../unreadable-answer.ts'

const Words = z
  .string()
  .transform((words) => words.replace(/\s+/g, ' ').trim())
  .nullish()
const Item = z.object({
  task: z
    .string()
    .transform((task) => cutText(task.replace(/\s+/g, ' ').trim(), 1_000))
    .pipe(z.string().min(1)),
  owner: Words,
  due: Words,
  done: z.boolean().nullish(),
  quote: z.string().nullish(),
})
const Answer = z.object({ items: z.array(Item).max(2 * ACTIONS_MAX) })

export type ModelActions = { result: ResultOf<'action-items'>; notes: string[] }

/**
 * The tasks in a model's answer, each with the place that its quotation has in the text. Who and when are kept only where they
 * stand in the text, so that nobody is given a task by a model. Throws `UnreadableAnswer`.
 */
export function readModelActions(answer: string, text: string): ModelActions {
  const searched = searchedText(text)
  let leftOut = 0
  const inText = (words: string | null | undefined): string | null => {
    if (!words || /^(?:null|none|n\/a|unknown|-+)$/i.test(words)) return null
    if (words.length <= 200 && findQuote(searched, words)) return words
    leftOut += 1
    return null
  }
  const all = readJsonAnswer(answer, Answer, 'items').items.map(
    ({ task, owner, due, done, quote }): ActionItem => ({
      ...{ task, owner: inText(owner), due: inText(due), done: done ?? false },
      place: (quote ? findQuote(searched, quote) : undefined) ?? null,
    }),
  )
  const items = inOrder(all).slice(0, ACTIONS_MAX)
  return {
    result: { kind: 'action-items', items, source: cutText(text, SHOWN_TEXT_MAX) },
    notes:
      leftOut === 0
        ? []
        : [
            `${leftOut} of the names and dates that the model gave were left out: they do not stand in the text.`,
          ],
  }
}

/** As the text has them; of equal ones the first. */
export function inOrder(items: readonly ActionItem[]): ActionItem[] {
  const seen = new Set<string>()
  return items
    .filter(({ task, owner }) => {
      const key = JSON.stringify([task.toLowerCase(), owner?.toLowerCase()])
      return seen.has(key) ? false : seen.add(key)
    })
    .toSorted(
      (a, b) => (a.place?.start ?? Number.MAX_SAFE_INTEGER) - (b.place?.start ?? Number.MAX_SAFE_INTEGER),
    )
}
