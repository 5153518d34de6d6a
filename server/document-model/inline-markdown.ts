import type { InlineRun } from '#server/contracts/document-blocks.ts'
import { isSpaced, joinAlike, linesText, markdownRuns, trimmedEnd, trimmedStart } from './markdown-runs.ts'
import { hrefOfMention } from './mention-href.ts'

type Signs = { bold: string; italic: string }
type Mark = { name: 'link' | 'bold' | 'italic' | 'strike' | 'underline'; href?: string }

const SIGNS: readonly Signs[] = [
  { bold: '**', italic: '*' },
  { bold: '**', italic: '_' },
  { bold: '__', italic: '*' },
  { bold: '__', italic: '_' },
]
// Each escapes more than the one before it: nothing, what looks like a sign, all signs.
const ESCAPES: readonly (RegExp | undefined)[] = [
  undefined,
  /[\\`]|\*(?=\S)|(?<=\S)\*|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|~~|\[|\]|!(?=\[)|!$|<(?=\/?u>|br)/giu,
  /[\\`*_~[\]!<]/g,
]

type Place = {
  /** True where all stands on one line. */
  breaks?: boolean
  /** Escapes what would be read as the sign of a block. */
  guarded?: (text: string) => string
}

/**
 * Runs as inline Markdown that `markdownRuns` reads as these runs. Signs in their words are escaped only where it would misread
 * them: a model copies "2 * 3" and snake_case better without. Spaces at the edges of a mark and at the ends of a line lose it,
 * and are lost. On one line (`breaks`) a line end is `<br>`.
 */
export function inlineMarkdown(
  runs: readonly InlineRun[],
  { breaks = false, guarded = (text) => text }: Place = {},
): string {
  const wanted = writable(runs)
  const spelling = JSON.stringify(wanted)
  let text = ''
  for (const hidden of ESCAPES)
    for (const signs of SIGNS) {
      text = guarded(written(wanted, signs, hidden))
      if (breaks) text = text.replaceAll('\n', '<br>')
      // An empty line would end the block.
      else text = text.replace(/^$(?=\n)|(?<=\n)$/gm, '\\')
      const read = markdownRuns(linesText(text.split('\n')), () => true, { breaks })
      if (JSON.stringify(writable(read)) === spelling) return text
    }
  return text
}

/** Runs with the signs of their marks and no escapes, to be read and never brought back; a mention is the name. */
export function bareMarkdown(runs: readonly InlineRun[], { breaks = false }: Place = {}): string {
  const plain = writable(runs.map(({ mention: _, ...run }) => run))
  const text = written(plain, { bold: '**', italic: '*' }, undefined)
  return breaks ? text.replaceAll('\n', ' ') : text
}

/** The runs as Markdown can hold them, each with its marks in one order. */
function writable(runs: readonly InlineRun[]): InlineRun[] {
  const pieces = runs.flatMap((run): InlineRun[] =>
    run.code || run.mention
      ? [ordered(run)]
      : run.text
          .split(/(\s+)/)
          .filter(Boolean)
          .map((text) => ordered({ ...run, text })),
  )
  return withoutEnds(
    joinAlike(pieces.map((piece, at) => withoutEdges(piece, pieces[at - 1], pieces[at + 1]))),
  )
}

function ordered({ text, bold, italic, strike, underline, code, href, mention }: InlineRun): InlineRun {
  if (mention)
    return {
      text: text.replace(/\s+/g, ' ').trim(),
      mention: { kind: mention.kind, targetId: mention.targetId },
    }
  if (code) return { text, code: true }
  return {
    text,
    ...(bold && { bold }),
    ...(italic && { italic }),
    ...(strike && { strike }),
    ...(underline && { underline }),
    ...(href !== undefined && { href }),
  }
}

/** A space keeps the marks that the words on both its sides have. */
function withoutEdges(
  piece: InlineRun,
  before: InlineRun | undefined,
  after: InlineRun | undefined,
): InlineRun {
  if (piece.text.trim() !== '' || piece.code || piece.mention) return piece
  const { bold, italic, strike, href, ...rest } = piece
  return ordered({
    ...rest,
    ...(before?.bold && after?.bold && { bold }),
    ...(before?.italic && after?.italic && { italic }),
    ...(before?.strike && after?.strike && { strike }),
    ...(before?.href === after?.href && { href }),
  })
}

/** Without the spaces at the ends of lines. */
function withoutEnds(runs: readonly InlineRun[]): InlineRun[] {
  const kept = runs.map((run, at) => {
    if (run.code || run.mention) return run
    const begins = at === 0 || runs[at - 1]?.text.endsWith('\n') === true
    const ends = at === runs.length - 1 || runs[at + 1]?.text.startsWith('\n') === true
    const lines = run.text.split('\n').map((line, index, { length }) => {
      const fromStart = index > 0 || begins ? trimmedStart(line) : line
      return index < length - 1 || ends ? trimmedEnd(fromStart) : fromStart
    })
    return { ...run, text: lines.join('\n') }
  })
  return kept.filter(({ text, mention }) => text !== '' || mention !== undefined)
}

function written(runs: readonly InlineRun[], signs: Signs, hidden: RegExp | undefined): string {
  let text = ''
  let open: Mark[] = []
  const closeTo = (depth: number): void => {
    for (const mark of open.slice(depth).reverse()) text += closing(mark, signs)
    open = open.slice(0, depth)
  }
  for (const [at, run] of runs.entries()) {
    const ended = open.findIndex((mark) => !has(run, mark))
    if (ended !== -1) closeTo(ended)
    for (const mark of opened(runs, at, open)) {
      text += opening(mark, signs)
      open = [...open, mark]
    }
    text += wordsOf(run, hidden)
  }
  closeTo(0)
  return text
}

/** The marks that begin with a run, those that last longest first. */
function opened(runs: readonly InlineRun[], at: number, open: readonly Mark[]): Mark[] {
  const run = runs[at]
  if (!run) return []
  const lastsTo = (mark: Mark): number => {
    let end = at + 1
    for (let later = runs[end]; later && has(later, mark); later = runs[end]) end += 1
    return end
  }
  return marksOf(run)
    .filter((mark) => !open.some((other) => other.name === mark.name))
    .map((mark) => ({ mark, end: lastsTo(mark) }))
    .sort((a, b) => b.end - a.end)
    .map(({ mark }) => mark)
}

function marksOf({ bold, italic, strike, underline, href }: InlineRun): Mark[] {
  return [
    ...(underline ? [{ name: 'underline' } as const] : []),
    ...(href === undefined ? [] : [{ name: 'link', href } as const]),
    ...(bold ? [{ name: 'bold' } as const] : []),
    ...(italic ? [{ name: 'italic' } as const] : []),
    ...(strike ? [{ name: 'strike' } as const] : []),
  ]
}

function has(run: InlineRun, { name, href }: Mark): boolean {
  return name === 'link' ? run.href === href : run[name] === true
}

function opening({ name }: Mark, signs: Signs): string {
  if (name === 'link') return '['
  if (name === 'underline') return '<u>'
  return name === 'strike' ? '~~' : signs[name]
}

function closing({ name, href = '' }: Mark, signs: Signs): string {
  if (name === 'link') return `](${addressOf(href)})`
  if (name === 'underline') return '</u>'
  return name === 'strike' ? '~~' : signs[name]
}

/** An address as Markdown has it: in the plain form where its brackets pair, else framed, else with what cannot stand in either as its code. */
export function addressOf(href: string): string {
  if (/^(?!<)(?:[^()\s]|\([^()\s]*\))*$/.test(href)) return href
  return /[<>\s]/.test(href)
    ? href.replace(/[()<>\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
    : `<${href}>`
}

function wordsOf(run: InlineRun, hidden: RegExp | undefined): string {
  if (run.code) return codeOf(run.text)
  if (run.mention) return `[${run.text.replace(/[[\]\\`*_~]/g, '\\$&')}](${hrefOfMention(run.mention)})`
  return hidden ? run.text.replace(hidden, '\\$&') : run.text
}

function codeOf(text: string): string {
  const runs = new Set([...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  let ticks = 1
  while (runs.has(ticks)) ticks += 1
  const sign = '`'.repeat(ticks)
  const space = text.startsWith('`') || text.endsWith('`') || isSpaced(text) ? ' ' : ''
  return `${sign}${space}${text}${space}${sign}`
}
