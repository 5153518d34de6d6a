import type { InlineRun } from '#server/contracts/document-blocks.ts'
import { mentionOfHref } from './mention-href.ts'

type Marks = Omit<InlineRun, 'text'>
type Sign = { sign: string; mark: 'bold' | 'italic' | 'strike'; also?: 'italic' }

// Longer ones first: `**` would else be read as two of `*`.
const SIGNS: readonly Sign[] = [
  { sign: '***', mark: 'bold', also: 'italic' },
  { sign: '**', mark: 'bold' },
  { sign: '__', mark: 'bold' },
  { sign: '~~', mark: 'strike' },
  { sign: '*', mark: 'italic' },
  { sign: '_', mark: 'italic' },
]
// A phrase is looked for this far.
const MARKED_MAX = 20_000
const ESCAPED = /^\\([\\`*_{}[\]()#+\-.!~>|<•])/
const LINK =
  /^(!?)\[((?:\\.|[^[\]\\]){0,2000})\]\(\s{0,3}(?:<([^<>\s]{0,2000})>|((?![<])(?:[^()\s]|\([^()\s]{0,1000}\)){0,2000}))(?:\s+["'][^"'()]{0,200}["'])?\s{0,3}\)/s
const LINK_LONGEST = 4_300
const BREAK = /^<br\s?\/?>/i
const WORD = /[\p{L}\p{N}]/u

type Reading = { isKnown: (href: string) => boolean; breaks: boolean }
/**
 * A reading of one text with what it has found out: a text of nothing but opening signs must not be searched to its end for each of them.
 */
type Search = Reading & {
  /** Up to where no sign stands that would close a phrase of this one, whichever of the signs before opens it. */
  unclosed: Map<string, number>
  /** Where runs of so many backticks begin. */
  ticks: () => ReadonlyMap<number, readonly number[]>
}

/**
 * Inline Markdown as runs: bold, italic, struck, underlined (`<u>`), code, mentions and links that `isKnown` lets through. Pictures
 * and other links become their words with the address behind them in brackets, so that nothing is fetched and nothing hides where
 * it leads; other HTML is text like any other, but for `<br>` where the text stands on one line (`breaks`), as in a table. Takes
 * time in proportion to the text.
 */
export function markdownRuns(
  text: string,
  isKnown: (href: string) => boolean,
  { breaks = false } = {},
): InlineRun[] {
  return runsIn(text, {}, { isKnown, breaks })
}

/** The lines of one block as its inline Markdown: without spaces at their ends and the backslash of a line that is broken. */
export function linesText(lines: readonly string[]): string {
  return lines.map((line) => trimmed(line).replace(/(?<!\\)((?:\\\\)*)\\$/, '$1')).join('\n')
}

/** Without the spaces at both ends; those of other scripts are letters of the text. */
export function trimmed(line: string): string {
  return trimmedEnd(trimmedStart(line))
}

export function trimmedStart(line: string): string {
  return line.replace(/^[ \t]+/, '')
}

/** Tried once for each run of spaces: tried from each of them, many in the midst of a line would take the square of their number. */
export function trimmedEnd(line: string): string {
  return line.replace(/(?<![ \t])[ \t]+$/, '')
}

function runsIn(text: string, marks: Marks, { isKnown, breaks }: Reading): InlineRun[] {
  const reading = { isKnown, breaks, unclosed: new Map(), ticks: once(() => ticksIn(text)) }
  const runs: InlineRun[] = []
  let plain = ''
  const flush = (): void => {
    if (plain !== '') runs.push({ text: plain, ...marks })
    plain = ''
  }
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at)
    const found = '\\`*_~[!<'.includes(char) ? spanAt(text, at, marks, reading) : undefined
    if (!found) plain += char
    else if (typeof found.content === 'string') plain += found.content
    else {
      flush()
      runs.push(...found.content)
    }
    at = found ? found.end : at + 1
  }
  flush()
  return joinAlike(runs)
}

type Span = { end: number; content: string | InlineRun[] }

function spanAt(text: string, at: number, marks: Marks, reading: Search): Span | undefined {
  const char = text.charAt(at)
  if (char === '\\') {
    const [whole, sign] = ESCAPED.exec(text.slice(at, at + 2)) ?? []
    return whole === undefined || sign === undefined ? undefined : { end: at + 2, content: sign }
  }
  if (char === '`') return codeAt(text, at, marks, reading)
  if (char === '[' || char === '!') return linkAt(text, at, marks, reading)
  if (char === '<') return tagAt(text, at, marks, reading)
  for (const { sign, mark, also = mark } of SIGNS) {
    if (marks[mark] || marks[also] || !text.startsWith(sign, at)) continue
    const close = closingOf(text, at, sign, reading)
    if (close === undefined) continue
    const inner = text.slice(at + sign.length, close)
    return {
      end: close + sign.length,
      content: runsIn(inner, { ...marks, [mark]: true, [also]: true }, reading),
    }
  }
  return undefined
}

function tagAt(text: string, at: number, marks: Marks, reading: Search): Span | undefined {
  const [line] = (reading.breaks && BREAK.exec(text.slice(at, at + 6))) || []
  if (line !== undefined) return { end: at + line.length, content: '\n' }
  if (marks.underline || !/^<u>$/i.test(text.slice(at, at + 3))) return undefined
  const close = closingTagOf(text, at + 3, reading)
  if (close === undefined) return undefined
  const content = runsIn(text.slice(at + 3, close), { ...marks, underline: true }, reading)
  return { end: close + 4, content }
}

function closingTagOf(text: string, from: number, reading: Search): number | undefined {
  const at = closeFrom(text, from, '</u>', reading, (place) =>
    text.charAt(place) === '<' && text.slice(place, place + 4).toLowerCase() === '</u>'
      ? { closes: true, length: 4 }
      : undefined,
  )
  return at !== undefined && at > from ? at : undefined
}

type Found = { closes: boolean; length: number }

/**
 * The first place from `from` on where a phrase of a sign is closed; undefined where it is none, which is remembered: whatever opens
 * behind it needs to be looked for only from there on. `signAt` tells what stands at a place, if it is such a sign.
 */
function closeFrom(
  text: string,
  from: number,
  sign: string,
  reading: Search,
  signAt: (place: number) => Found | undefined,
): number | undefined {
  const end = Math.min(text.length, from + MARKED_MAX)
  let place = Math.max(from, reading.unclosed.get(sign) ?? 0)
  while (place < end) {
    const found = signAt(place)
    if (found?.closes) return place
    place = found ? place + found.length : next(text, place, reading)
  }
  reading.unclosed.set(sign, place)
  return undefined
}

/** Behind the letter at a place: behind all of code and of a link, whose signs are their own. */
function next(text: string, at: number, reading: Search): number {
  const char = text.charAt(at)
  if (char === '\\') return at + 2
  if (char === '`') return codeEnd(text, at, reading).end
  if (char !== '[') return at + 1
  const [whole = '['] = LINK.exec(text.slice(at, at + LINK_LONGEST)) ?? []
  return at + whole.length
}

/** Where code that opens at a place ends; without a close, where its signs end. */
function codeEnd(text: string, at: number, reading: Search): { ticks: number; end: number; closed: boolean } {
  const ticks = lengthOfRun(text, at)
  const from = at + ticks
  const close = firstFrom(reading.ticks().get(ticks) ?? [], from)
  if (close !== undefined && close < from + MARKED_MAX) return { ticks, end: close + ticks, closed: true }
  // An unclosed run of signs is taken as a whole, else each of its parts would be looked for again.
  return { ticks, end: from, closed: false }
}

function ticksIn(text: string): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>()
  for (let at = text.indexOf('`'); at >= 0; ) {
    const length = lengthOfRun(text, at)
    const same = places.get(length)
    if (same) same.push(at)
    else places.set(length, [at])
    at = text.indexOf('`', at + length)
  }
  return places
}

/** The first of these ascending numbers that is not less than `from`. */
function firstFrom(places: readonly number[], from: number): number | undefined {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((places[middle] ?? 0) < from) low = middle + 1
    else high = middle
  }
  return places[low]
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function lengthOfRun(text: string, at: number): number {
  let end = at + 1
  while (text.charAt(end) === text.charAt(at)) end += 1
  return end - at
}

function codeAt(text: string, at: number, marks: Marks, reading: Search): Span {
  const { ticks, end, closed } = codeEnd(text, at, reading)
  if (!closed) return { end, content: text.slice(at, end) }
  const code = text.slice(at + ticks, end - ticks)
  const bare = isSpaced(code) ? code.slice(1, -1) : code
  return { end, content: [{ text: bare, ...marks, code: true }] }
}

/** True for code that begins and ends with a space, of which neither belongs to it. */
export function isSpaced(code: string): boolean {
  return code.startsWith(' ') && code.endsWith(' ') && /[^ ]/.test(code)
}

function linkAt(text: string, at: number, marks: Marks, reading: Reading): Span | undefined {
  const [whole, bang, label = '', framed, bare = ''] = LINK.exec(text.slice(at, at + LINK_LONGEST)) ?? []
  if (whole === undefined) return undefined
  const href = framed ?? bare
  const end = at + whole.length
  const words = runsIn(label.trim() === '' ? href : label, marks, reading)
  if (bang === '' && reading.isKnown(href)) {
    const mention = mentionOfHref(href)
    if (!mention) return { end, content: words.map((run) => ({ ...run, href })) }
    return { end, content: [{ text: words.map((run) => run.text).join(''), ...marks, mention }] }
  }
  const address = href === '' || label === href ? [] : [{ text: ` (${href})`, ...marks }]
  return { end, content: [...words, ...address] }
}

/** Where the phrase that the sign opens ends; undefined where it opens none. */
function closingOf(text: string, at: number, sign: string, reading: Search): number | undefined {
  const from = at + sign.length
  // Between letters an underscore belongs to a name, and a sign before a space is a sign of arithmetic or of a list.
  if (/\s/.test(text.charAt(from)) || from >= text.length) return undefined
  if (sign.startsWith('_') && WORD.test(text.charAt(at - 1))) return undefined
  const closed = closeFrom(text, from, sign, reading, (place) => {
    if (text.charAt(place) !== sign.charAt(0)) return undefined
    const length = lengthOfRun(text, place)
    const can = sidesOf(text, place, length).close && place > from
    return { closes: can && closeIn(sign, length, false) !== undefined, length }
  })
  return closed === undefined ? undefined : closed + closedWithin(text, from, closed, sign, reading)
}

/** From which of the signs at `closed` on they close the phrase: some of three may end a phrase of the other sign inside of it. */
function closedWithin(text: string, from: number, closed: number, sign: string, reading: Search): number {
  let inner = false
  for (let place = from; place < closed; ) {
    if (text.charAt(place) !== sign.charAt(0)) {
      place = next(text, place, reading)
      continue
    }
    const length = lengthOfRun(text, place)
    const can = sidesOf(text, place, length)
    if (length === 3 - sign.length && (inner ? can.close : can.open)) inner = !inner
    place += length
  }
  return closeIn(sign, lengthOfRun(text, closed), inner) ?? 0
}

function sidesOf(text: string, at: number, length: number): { open: boolean; close: boolean } {
  const before = text.charAt(at - 1)
  const after = text.charAt(at + length)
  const joins = text.charAt(at) === '_'
  return {
    open: after !== '' && !/\s/.test(after) && !(joins && WORD.test(before)),
    close: before !== '' && !/\s/.test(before) && !(joins && WORD.test(after)),
  }
}

/** From which sign on a run of `length` of them closes the phrase; undefined where it is of another, whatever is `inner`. Of three, those of a phrase inside come first. */
function closeIn(sign: string, length: number, inner: boolean): number | undefined {
  if (length === sign.length) return 0
  if (sign.length === 3 || sign === '~~') return length > sign.length ? 0 : undefined
  if (length === 3) return inner ? 3 - sign.length : 0
  return length > 3 && sign.length === 2 ? 0 : undefined
}

/** Runs with those joined that have the same marks. */
export function joinAlike(runs: readonly InlineRun[]): InlineRun[] {
  const joined: InlineRun[] = []
  for (const run of runs) {
    const last = joined.at(-1)
    if (last && sameMarks(last, run)) joined[joined.length - 1] = { ...last, text: last.text + run.text }
    else joined.push(run)
  }
  return joined
}

function sameMarks(a: InlineRun, b: InlineRun): boolean {
  return (
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.strike === b.strike &&
    a.code === b.code &&
    a.href === b.href &&
    // Two mentions beside one another are two.
    !a.mention &&
    !b.mention &&
    a.underline === b.underline
  )
}
