import type { ActionItem } from '#server/contracts/action-items.ts'
import { cutText } from '#server/contracts/cut-text.ts'
import { dueWords } from './due-words.ts'

const NAME = String.raw`\p{Lu}[\p{L}'’.-]{0,30}(?: \p{Lu}[\p{L}'’.-]{0,30}){0,2}`
const NAMES = `${NAME}(?:(?:, | & | and | und | et | y )${NAME})?`
const FIRST = new RegExp(String.raw`^(?:@([\p{L}\p{N}_.-]{1,60})[:,]?|(${NAMES}):)\s+(?=\S)`, 'u')
const LAST = new RegExp(
  String.raw`\s*(?:\((${NAMES}|@[\p{L}\p{N}_.-]{1,60})\)|(?:[-–—→]|->)\s?(${NAMES}|@[\p{L}\p{N}_.-]{1,60}))[.\s]*$`,
  'u',
)
const OWNER =
  /[,;(]?\s*(?:owner|responsible|assignee|assigned to|verantwortlich|zuständig|responsable)\s?:?\s+([^,;()\n]{2,60})\)?\.?\s*$/iu
// Words that stand before a colon or in brackets and name nobody.
const NOBODY =
  /^(?:Note|Notes|Update|Question|Decision|Done|Open|Optional|Draft|Bug|Idea|Info|Important|Urgent|Part|Step|Status)$/u

/** A task from the words that state it: who and when, where they say so, are taken out of it. */
export function toAction(words: string, place: { start: number; end: number }, given?: string): ActionItem {
  let task = words.replace(/\*\*|__/g, '').trim()
  let owner = given ?? null
  const take = (pattern: RegExp): void => {
    const found = pattern.exec(task)
    const name = found?.slice(1).find(Boolean)?.trim()
    if (owner !== null || !found || !name || NOBODY.test(name)) return
    owner = name.replace(/^@/, '')
    task = `${task.slice(0, found.index)}${task.slice(found.index + found[0].length)}`.trim()
  }
  for (const pattern of [OWNER, FIRST, LAST]) take(pattern)
  const found = dueWords(task)
  if (found && /^[\s.!)]*$/.test(task.slice(found.end))) task = task.slice(0, found.start)
  const bare = task.replace(/^[\s([,;:–—-]+|[\s)\],;:.–—-]+$/gu, '')
  return {
    task: cutText(capitalised(bare === '' ? words : bare), 1_000),
    owner: owner === null ? null : cutText(owner, 200),
    due: found ? found.due : null,
    done: false,
    place,
  }
}

function capitalised(text: string): string {
  const [first = ''] = text
  return first.toUpperCase() + text.slice(first.length)
}
