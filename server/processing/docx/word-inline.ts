import type { InlineRun } from '#server/contracts/document-blocks.ts'
import { isSafeHref } from '#server/document-model/safe-links.ts'
import { childrenOf, type WordElement } from './word-elements.ts'

/** What is met in the text beside letters: pictures, and references to notes. */
export type InlineFinds = {
  images: WordElement[]
  /** Called for each reference; returns the sign that stands for it. */
  note: (reference: WordElement) => string
  comment: (reference: WordElement) => void
}

const FIXED_WIDTH = /courier|consolas|mono|menlo/i

/** The runs of text below an element, neighbours of equal marks joined. */
export function inlineRuns(element: WordElement, finds: InlineFinds): InlineRun[] {
  const runs: InlineRun[] = []
  collect(element, {}, finds, runs)
  return joined(runs)
}

function collect(
  element: WordElement,
  marks: Omit<InlineRun, 'text'>,
  finds: InlineFinds,
  runs: InlineRun[],
): void {
  for (const child of childrenOf(element)) {
    switch (child.type) {
      case 'run':
        collect(child, { ...marks, ...marksOf(child) }, finds, runs)
        break
      case 'hyperlink':
        collect(child, isSafeHref(child.href) ? { ...marks, href: child.href } : marks, finds, runs)
        break
      case 'text':
        runs.push({ ...marks, text: child.value })
        break
      case 'tab':
        runs.push({ ...marks, text: ' ' })
        break
      case 'break':
        runs.push({ ...marks, text: '\n' })
        break
      case 'checkbox':
        runs.push({ ...marks, text: child.checked ? '☑ ' : '☐ ' })
        break
      case 'image':
        finds.images.push(child)
        break
      case 'noteReference':
        runs.push({ ...marks, text: finds.note(child) })
        break
      case 'commentReference':
        finds.comment(child)
        break
      default:
        collect(child, marks, finds, runs)
    }
  }
}

function marksOf(run: WordElement): Omit<InlineRun, 'text'> {
  return {
    ...(run.isBold && { bold: true }),
    ...(run.isItalic && { italic: true }),
    // A link is underlined by its look already; Word underlines it once more.
    ...(run.isUnderline && { underline: true }),
    ...(run.isStrikethrough && { strike: true }),
    ...(run.font && FIXED_WIDTH.test(run.font) && { code: true }),
  }
}

function joined(runs: readonly InlineRun[]): InlineRun[] {
  const out: InlineRun[] = []
  for (const run of runs) {
    const last = out.at(-1)
    const plain = run.href && run.underline ? { ...run, underline: false } : run
    if (last && sameMarks(last, plain)) last.text += plain.text
    else if (plain.text !== '') out.push({ ...plain })
  }
  // Breaks at the edges of a paragraph show as empty lines.
  const [first] = out
  const end = out.at(-1)
  if (first) first.text = first.text.trimStart()
  if (end) end.text = end.text.trimEnd()
  return out.filter(({ text }) => text !== '')
}

function sameMarks(a: InlineRun, b: InlineRun): boolean {
  return (
    Boolean(a.bold) === Boolean(b.bold) &&
    Boolean(a.italic) === Boolean(b.italic) &&
    Boolean(a.underline) === Boolean(b.underline) &&
    Boolean(a.strike) === Boolean(b.strike) &&
    Boolean(a.code) === Boolean(b.code) &&
    a.href === b.href
  )
}
