import type { TextLine } from './lines.ts'

const BULLET = /^([•●○▪■◦‣∙·–—*]|[oO\uF0B7\uF0A7](?=\s))\s+(?=\S)/u
const NUMBERED = /^(\(?(\d{1,3})[.)]|([a-z])[.)])\s+(?=\S)/
// Signs that stand in sentences too, where a line may happen to begin with one.
const SOFT = /^[–—*·oO]/
const ENDED = /[.!?:;…。]["'”’)\]]*$/u
/** So many lines down the next entry is looked for. */
export const LOOKED_AT = 12
// A line that ends this share of the page before its edge was ended on purpose.
const SHORT = 0.15

/** What a line begins with that may make it an entry of a list, and the words behind it. */
export type ListSign = {
  kind: 'bullet' | 'number'
  /** As it stands: “•”, “12.”, “(3)”, “b)”. */
  sign: string
  /** The number, of letters their place in the alphabet; undefined of signs without one. */
  value: number | undefined
  text: string
}

/** The sign that a line begins with; undefined for one that begins with words. */
export function signOf(text: string): ListSign | undefined {
  const bullet = BULLET.exec(text)
  if (bullet)
    return { kind: 'bullet', sign: bullet[1] ?? '', value: undefined, text: text.slice(bullet[0].length) }
  const numbered = NUMBERED.exec(text)
  if (!numbered) return undefined
  const [all, sign = '', digits, letter = ''] = numbered
  const value = digits === undefined ? letter.charCodeAt(0) - 96 : Number.parseInt(digits, 10)
  return { kind: 'number', sign, value, text: text.slice(all.length) }
}

/** True for the sign that comes after another in one list. */
export function follows(before: ListSign | undefined, sign: ListSign): boolean {
  if (before?.kind !== sign.kind) return false
  return sign.value === undefined || before.value === undefined
    ? sign.sign === before.sign
    : sign.value === before.value + 1
}

/** Where a line stands that begins with a sign. */
export type SignPlace = {
  line: TextLine
  /** The line above it on its page, if it is `near`: no larger gap lies between. */
  before: TextLine | undefined
  near: boolean
  /** The block that the line above belongs to: its words so far, and where it begins. */
  open:
    | { kind: 'heading' | 'bullet' | 'number' | 'text'; text: string; x: number; sign?: ListSign }
    | undefined
  /** The sign of the last entry above it. */
  entry: ListSign | undefined
  /** The lines right below it on its page, as many as are looked at. */
  later: readonly TextLine[]
  /** Where the longest line of the page ends. */
  edge: number
}

/**
 * True where a sign makes its line an entry, and not the rest of a sentence that happens to be divided before “12. March” or
 * a dash: it begins a block of its own, follows its like, is set in, or stands where a sentence has ended.
 */
export function beginsEntry(
  sign: ListSign,
  { line, before, near, open, entry, later, edge }: SignPlace,
): boolean {
  if (!open || open.kind === 'heading') return true
  if (sign.kind === 'bullet' && !SOFT.test(sign.sign)) return true
  const ended = ENDED.test(open.text)
  if (!before) return ended || open.kind !== 'text' || sign.value === 1
  if (!near) return true
  const aside = line.x - open.x
  const goesOn = later.some((one) => {
    const next = signOf(one.text)
    return next !== undefined && follows(sign, next) && Math.abs(one.x - line.x) < line.size
  })
  const isFirst = sign.value === 1
  if (open.kind !== 'text') {
    // What stands further left than an entry is none of its words.
    if (aside <= -line.size || (follows(open.sign, sign) && aside < line.size)) return true
    return ended || (isFirst && (goesOn || (open.kind === 'bullet' && aside < line.size)))
  }
  if (line.x > before.x + line.size * 0.9) return true
  const short = before.right < edge - (edge - open.x) * SHORT
  return (ended || short) && (isFirst || goesOn || follows(entry, sign))
}
