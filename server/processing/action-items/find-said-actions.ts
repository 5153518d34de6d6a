import type { ActionItem } from '#server/contracts/action-items.ts'
import type { Entity } from '#server/contracts/text-kinds.ts'
import { findNames } from '../entities/find-names.ts'
import { readEnglish } from '../entities/read-english.ts'
import { sentenceSpans } from '../local-engine/sentence-spans.ts'
import { dueWords } from './due-words.ts'
import { toAction } from './to-action.ts'

const ENTRY = /^(?:(?:[-*•+]|\d{1,3}[.)])\s+|>\s?)+/
const LEADS =
  /^(?:so|then|and|also|next|meanwhile|finally|first|second|third|afterwards|until then|before that),?\s+/i
const MODAL =
  /^(?:\s+(will|shall)|(['’]ll)|\s+(?:(?:is|are|am)(?: going)? to|(?:has|have|needs?|ought) to|must|should|(?:agreed|promised|volunteered|offered|undertook|committed) to)|\s+(to))\s+(?:also |then |first |now )?(?=[a-z])/i
// What is foretold, or is a state, is no task.
const NO_TASK =
  /^(?:not|never|be|been|have|become|remain|stay|seem|cost|last|know|need|see|happen|benefit|receive|lose|fall|rise|like)\b/i
const SPEAKERS = /^(?:I|we|you)(?=\s|['’]ll)/i
const GROUPS = /^(?:everyone|everybody|somebody|someone|the team|all of us)(?=\s)/i
const ASKED =
  /^(?:(?:could|can|would|will) (?:you|someone|somebody|anyone)(?: please)?|please|kindly|let['’]s|let us)\s+(?=[a-z])/i
const ADDRESSED =
  /^@?[\p{L}\p{N}_.-]{2,40},? (?:could|can|would) you (?:please )?|^(?:@[\p{L}\p{N}_.-]{2,40}[,:]?|[\p{L}.-]{2,40},) please /iu
const TITLED = /^(?:\p{Lu}[\p{L}.]{1,20} ){0,2}$/u
// Given names that are English words too, so that at the head of a sentence nothing else tells them from one.
const GIVEN_NAMES = new Set(
  'Adam Alex Amy Andrew Ann Anna Ben Bill Bob Brian Carl Charles Chris Dan Daniel David Emma Eric Eve Frank Gary George Grace Henry Jack James Jane Jason Jim Joe John Julia June Justin Karen Kate Kevin Kim Laura Lee Linda Lisa Luke Maria Mark Martin Mary Matt Max Michael Mike Nancy Nick Oliver Pat Paul Peter Ray Richard Rob Robert Rose Ryan Sam Sarah Scott Simon Steve Sue Susan Thomas Tim Tom Will William'.split(
    ' ',
  ),
)
const VERBS = new Set(
  'send write call ask check review prepare update fix order book invite schedule draft share talk email mail contact finish complete create add remove move test deploy publish buy pay sign find get make set plan organise organize arrange confirm clarify collect investigate decide define document translate train hire print clean repair replace install remind tell inform report submit approve upload download migrate measure compare choose present deliver bring return archive delete close open follow reach look look-up back talk speak meet provide gather verify negotiate propose analyse analyze hand give announce estimate'.split(
    ' ',
  ),
)
const OBJECT =
  /^\S+\s+(?:the|a|an|all|our|your|my|their|his|her|its|this|that|these|those|with|to|for|up|out|into|on|at|by|whether|if|how|what|which|who|it|them|him|us|everyone|everybody|someone|new|more|another|\p{Lu}|\d)/u

/**
 * What is asked for or promised in an English text: "Ben will send the minutes by Friday", "Please check the figures", an order at
 * the head of an entry. What is only foretold ("the station will close") is none, and neither are questions.
 */
export function findSaidActions(text: string): ActionItem[] {
  const names = findNames(text, readEnglish(text).tokens)
  return sentenceSpans(text).flatMap((span) => {
    const before = text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start)
    const entry = ENTRY.exec(span.text)?.[0] ?? ''
    const isEntry = entry !== '' || /^\s*(?:[-*•+]|\d{1,3}[.)])\s*$/.test(before)
    const lead = LEADS.exec(span.text.slice(entry.length))?.[0] ?? ''
    const said = span.text.slice(entry.length + lead.length)
    const start = span.start + entry.length + lead.length
    const found = actionIn(said, start, names, isEntry)
    return found
      ? [toAction(found.words, { start: span.start + entry.length, end: span.end }, found.owner)]
      : []
  })
}

type Said = { words: string; owner?: string }

function actionIn(said: string, start: number, names: readonly Entity[], isEntry: boolean): Said | undefined {
  const asked = ASKED.exec(said)
  if (asked) return task(said.slice(asked[0].length))
  if (/\?["”’)]*$/.test(said)) return undefined
  const addressed = ADDRESSED.exec(said)
  if (addressed) {
    const [name = ''] = /^@?[\p{L}\p{N}_.-]+/u.exec(said) ?? []
    return task(said.slice(addressed[0].length), name.replace(/^@/, ''))
  }
  const due = dueWords(said) !== undefined
  if (isEntry && isOrder(said)) return task(said)
  const speaker = SPEAKERS.exec(said)?.[0]
  const group = GROUPS.exec(said)?.[0]
  const name = nameAt(said, start, names)
  const who = speaker ?? group ?? name?.text ?? /^@[\p{L}\p{N}_.-]+/u.exec(said)?.[0]
  if (who === undefined) return due && isOrder(said) ? task(said) : undefined
  const from = name ? name.before + who.length : who.length
  const more = name ? (/^ (?:and|&) \p{Lu}[\p{L}'’-]{1,30}/u.exec(said.slice(from))?.[0] ?? '') : ''
  const modal = MODAL.exec(said.slice(from + more.length))
  if (!modal) return undefined
  const [whole, foretold, , bare] = modal
  // Of a name alone it is not known whether it is a person's: then a prediction is a task only where it has a date or an entry.
  if (name && !name.isPerson && foretold && !due && !isEntry) return undefined
  if (bare && !isEntry && !due) return undefined
  const rest = said.slice(from + more.length + whole.length)
  return task(rest, speaker === undefined ? `${who}${more}`.replace(/^@/, '') : undefined)
}

/** The name that a sentence begins with, behind a title where it has one. */
function nameAt(
  said: string,
  start: number,
  names: readonly Entity[],
): { text: string; before: number; isPerson: boolean } | undefined {
  const [first = ''] = /^\p{Lu}\p{L}+/u.exec(said) ?? []
  if (GIVEN_NAMES.has(first)) return { text: first, before: 0, isPerson: true }
  const name = names.find((one) => one.start >= start && TITLED.test(said.slice(0, one.start - start)))
  if (!name || (name.type !== 'person' && (name.type !== 'name' || name.start !== start))) return undefined
  return { text: name.text, before: name.start - start, isPerson: name.type === 'person' }
}

function task(words: string, owner?: string): Said | undefined {
  if (NO_TASK.test(words)) return undefined
  return { words, ...(owner !== undefined && { owner }) }
}

function isOrder(said: string): boolean {
  const verb = /^[A-Za-z-]+/.exec(said)?.[0].toLowerCase()
  return verb !== undefined && VERBS.has(verb) && OBJECT.test(said)
}
