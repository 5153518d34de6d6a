import {
  type DocumentBlock,
  type InlineRun,
  LIST_DEPTH_MAX,
  LIST_START_MAX,
  type ListEntry,
} from '#server/contracts/document-blocks.ts'
import { listOfMark } from './list-numbers.ts'
import { childrenOf, noteBody, type WordElement } from './word-elements.ts'
import { type InlineFinds, inlineRuns } from './word-inline.ts'

/** A picture where it stands among the blocks, before it is known whether it can be kept. */
export type ImagePlace = { type: 'image-place'; element: WordElement }
export type WordBlock = Exclude<DocumentBlock, { type: 'image' }> | ImagePlace

export type WordBlocks = { title: string | null; blocks: WordBlock[]; comments: number }

const HEADING = /^(?:heading|überschrift|titre|título|titolo) ?([1-9])$/i
const TITLE = /^(?:title|titel|titre)$/i
const QUOTE = /quote|zitat|citation/i

/** A Word document, as mammoth reads it, in blocks of a page. Notes come at the end, as a numbered list. */
export function wordBlocks(document: WordElement): WordBlocks {
  const state: State = {
    blocks: [],
    images: [],
    notes: [],
    comments: 0,
    title: null,
    open: [],
    counts: new Map(),
  }
  readChildren(document, state, document.notes)
  addNotes(state, document.notes)
  return { title: state.title, blocks: state.blocks, comments: state.comments }
}

type State = {
  blocks: WordBlock[]
  images: WordElement[]
  notes: WordElement[]
  comments: number
  title: string | null
  /** The entries of the last list that further ones may hang below, each deeper than the one before it. */
  open: { depth: number; entry: ListEntry }[]
  /** Of each list, the number of its last entry on each level. */
  counts: Map<string, (number | undefined)[]>
}

function readChildren(parent: WordElement, state: State, notes: unknown): void {
  for (const element of childrenOf(parent)) {
    if (element.type === 'paragraph') addParagraph(element, state)
    else if (element.type === 'table') state.blocks.push(readTable(element, state))
    else readChildren(element, state, notes)
    for (const image of state.images.splice(0)) state.blocks.push({ type: 'image-place', element: image })
  }
}

function addParagraph(element: WordElement, state: State): void {
  const content = inlineRuns(element, findsOf(state))
  if (content.length === 0) return
  const style = element.styleName ?? ''
  const level = HEADING.exec(style)?.[1]
  if (TITLE.test(style)) {
    state.title ??= content.map(({ text }) => text).join('')
    state.blocks.push({ type: 'heading', level: 1, content })
  } else if (level) state.blocks.push({ type: 'heading', level: Math.min(4, Number(level)), content })
  else if (element.numbering) addEntry(state, content, element.numbering)
  else if (QUOTE.test(style)) state.blocks.push({ type: 'quote', content })
  else state.blocks.push({ type: 'paragraph', content })
}

type Numbering = NonNullable<WordElement['numbering']>

/** Hangs an entry below the last one that is less deep. One whose number does not come next begins a list with that number. */
function addEntry(state: State, content: InlineRun[], numbering: Numbering): void {
  const { isOrdered, level } = numbering
  const number = countEntry(state, numbering)
  const start = isOrdered && number !== undefined && number !== 1 ? { start: number } : {}
  const last = state.blocks.at(-1)
  const depth = Math.min(level, LIST_DEPTH_MAX - 1)
  const above = last?.type === 'list' ? state.open.filter((open) => open.depth < depth) : []
  const entry: ListEntry = { content }
  const parent = above.at(-1)?.entry
  if (parent) {
    if (!parent.items) Object.assign(parent, { ordered: isOrdered, ...start })
    parent.items = [...(parent.items ?? []), entry]
  } else if (last?.type === 'list' && goesOn(last, isOrdered, number)) last.items.push(entry)
  else state.blocks.push({ type: 'list', ordered: isOrdered, ...start, items: [entry] })
  state.open = [...above, { depth, entry }]
}

function goesOn(
  list: Extract<WordBlock, { type: 'list' }>,
  isOrdered: boolean,
  number: number | undefined,
): boolean {
  if (list.ordered !== isOrdered) return false
  return !isOrdered || number === undefined || number === (list.start ?? 1) + list.items.length
}

/**
 * The number of an entry in its list, which words between its entries do not interrupt; those of deeper ones begin anew.
 * Undefined where the document does not say of which list it is.
 */
function countEntry(state: State, { level, paragraphStyleId }: Numbering): number | undefined {
  const found = listOfMark(paragraphStyleId)
  if (!found) return undefined
  const counts = state.counts.get(found.list) ?? []
  const number = Math.min(LIST_START_MAX, (counts[level] ?? found.start - 1) + 1)
  state.counts.set(found.list, [...Array.from({ length: level }, (_, above) => counts[above]), number])
  return number
}

function readTable(table: WordElement, state: State): WordBlock {
  const rows = childrenOf(table).map((row) => ({
    header: row.isHeader,
    cells: childrenOf(row).flatMap((cell) => [
      cellRuns(cell, state),
      // A cell over several columns keeps its place; the others stay empty.
      ...Array.from({ length: cell.colSpan - 1 }, (): InlineRun[] => []),
    ]),
  }))
  return {
    type: 'table',
    header: rows[0]?.header ?? false,
    rows: rows.map(({ cells }) => cells),
  }
}

/** The paragraphs of a cell, one below the other. */
function cellRuns(cell: WordElement, state: State): InlineRun[] {
  const paragraphs = childrenOf(cell)
    .map((element) => inlineRuns(element, findsOf(state)))
    .filter((runs) => runs.length > 0)
  return paragraphs.flatMap((runs, index) => (index === 0 ? runs : [{ text: '\n' }, ...runs]))
}

function addNotes(state: State, notes: unknown): void {
  const references = [...state.notes]
  if (references.length === 0) return
  const items = references.map((reference) => {
    const content = noteBody(notes, reference).flatMap((paragraph) => inlineRuns(paragraph, findsOf(state)))
    return { content: content.length > 0 ? content : [{ text: '(empty)' }] }
  })
  state.blocks.push(
    { type: 'heading', level: 3, content: [{ text: 'Notes' }] },
    { type: 'list', ordered: true, items },
  )
}

function findsOf(state: State): InlineFinds {
  return {
    images: state.images,
    note(reference) {
      state.notes.push(reference)
      return ` [${state.notes.length}]`
    },
    comment() {
      state.comments += 1
    },
  }
}
