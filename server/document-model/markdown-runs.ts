import type { InlineRun } from '#server/contracts/document-blocks.ts'

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
// What is marked is a phrase; a text of nothing but opening signs must not be searched to its end for each of them.
const MARKED_MAX = 1_000
const ESCAPED = /^\\([\\`*_{}[\]()#+\-.!~>|])/
const LINK = /^(!?)\[([^[\]]{0,500})\]\(\s{0,3}<?([^()\s<>]{0,2000})>?(?:\s+["'][^"'()]{0,200}["'])?\s{0,3}\)/

/**
 * Inline Markdown as runs: bold, italic, struck, code and links that `isKnown` lets through. Pictures and other links become
 * their words with the address behind them in brackets, so that nothing is fetched and nothing hides where it leads; HTML is
 * text like any other. Takes time in proportion to the text.
 */
export function markdownRuns(
  text: string,
  isKnown: (href: string) => boolean,
  marks: Marks = {},
): InlineRun[] {
  const runs: InlineRun[] = []
  let plain = ''
  const flush = (): void => {
    if (plain !== '') runs.push({ text: plain, ...marks })
    plain = ''
  }
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at)
    if (!'\\`*_~[!'.includes(char)) {
      plain += char
      at += 1
      continue
    }
    const found = spanAt(text, at, isKnown, marks)
    if (!found) {
      plain += char
      at += 1
    } else {
      if (typeof found.content === 'string') plain += found.content
      else {
        flush()
        runs.push(...found.content)
      }
      at = found.end
    }
  }
  flush()
  return joinAlike(runs)
}

type Span = { end: number; content: string | InlineRun[] }

function spanAt(
  text: string,
  at: number,
  isKnown: (href: string) => boolean,
  marks: Marks,
): Span | undefined {
  const char = text.charAt(at)
  if (char === '\\') {
    const [whole, sign] = ESCAPED.exec(text.slice(at, at + 2)) ?? []
    return whole === undefined || sign === undefined ? undefined : { end: at + 2, content: sign }
  }
  if (char === '`') return codeAt(text, at, marks)
  if (char === '[' || char === '!') return linkAt(text, at, isKnown, marks)
  for (const { sign, mark, also = mark } of SIGNS) {
    if (marks[mark] || marks[also] || !text.startsWith(sign, at)) continue
    const close = closingOf(text, at, sign)
    if (close === undefined) continue
    const inner = text.slice(at + sign.length, close)
    return {
      end: close + sign.length,
      content: markdownRuns(inner, isKnown, { ...marks, [mark]: true, [also]: true }),
    }
  }
  return undefined
}

function codeAt(text: string, at: number, marks: Marks): Span | undefined {
  const [ticks = '`'] = /^`{1,20}/.exec(text.slice(at, at + 20)) ?? []
  const window = text.slice(at + ticks.length, at + ticks.length + MARKED_MAX)
  const end = window.indexOf(ticks)
  // An unclosed run of signs is taken as a whole, else each of its parts would be looked for again.
  if (end < 1) return { end: at + ticks.length, content: ticks }
  const code = window.slice(0, end)
  const bare = /^ .*[^ ].* $/s.test(code) ? code.slice(1, -1) : code
  return { end: at + 2 * ticks.length + end, content: [{ text: bare, ...marks, code: true }] }
}

function linkAt(
  text: string,
  at: number,
  isKnown: (href: string) => boolean,
  marks: Marks,
): Span | undefined {
  const [whole, bang, label = '', href = ''] = LINK.exec(text.slice(at, at + 2_800)) ?? []
  if (whole === undefined) return undefined
  const end = at + whole.length
  const words = markdownRuns(label.trim() === '' ? href : label, isKnown, marks)
  if (bang === '' && isKnown(href)) return { end, content: words.map((run) => ({ ...run, href })) }
  const address = href === '' || label === href ? [] : [{ text: ` (${href})`, ...marks }]
  return { end, content: [...words, ...address] }
}

/** Where the phrase that the sign opens ends; undefined where it opens none. */
function closingOf(text: string, at: number, sign: string): number | undefined {
  const from = at + sign.length
  // Between letters an underscore belongs to a name, and a sign before a space is a sign of arithmetic or of a list.
  if (/\s/.test(text.charAt(from)) || from >= text.length) return undefined
  if (sign.startsWith('_') && /[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return undefined
  const window = text.slice(from, from + MARKED_MAX)
  for (let end = window.indexOf(sign); end >= 0; end = window.indexOf(sign, end + 1)) {
    const before = window.charAt(end - 1)
    const after = text.charAt(from + end + sign.length)
    if (end === 0 || /[\s\\]/.test(before) || endsInCode(window, end)) continue
    if (sign.length === 1 && (after === sign || before === sign)) continue
    if (sign.startsWith('_') && /[\p{L}\p{N}]/u.test(after)) continue
    return from + end
  }
  return undefined
}

/** True where a place lies inside of code, whose signs are its own. */
function endsInCode(window: string, end: number): boolean {
  let ticks = 0
  for (let at = window.indexOf('`'); at >= 0 && at < end; at = window.indexOf('`', at + 1)) ticks += 1
  return ticks % 2 === 1
}

function joinAlike(runs: readonly InlineRun[]): InlineRun[] {
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
    a.underline === b.underline
  )
}
