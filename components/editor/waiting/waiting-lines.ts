import { type Editor, Extension } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { endOfPage, placeAsked } from '#server/document-model/fresh-place.ts'
import { indexOfPlace, placeBehindBlock } from '#server/document-model/relative-place.ts'
import { resultsIn } from '../job-result/results-in.ts'
import { bodyOf } from '../shared-body.ts'
import type { ExpectedResult } from './expected-results.ts'

/** A line where a result is to come. It stands in this browser's view of the page only, never in the document. */
export type WaitingLine = {
  taskId: string
  /** What it is drawn into. */
  element: HTMLElement
  /** The block of the top level that it stands behind, by where that begins, and by its name in the shared document; none for a line before all blocks. */
  behind: { begins: number; name: string } | undefined
  /** At a place that was asked for, not at the end for want of one. */
  isAsked: boolean
  /** Its rank among those at the same place. */
  rank: number
}

/** Behind which block of the top level, by its index; -1 before all. */
type Spot = { behind: number; isAsked: boolean }
type Shown = { lines: readonly WaitingLine[]; written: ReadonlySet<string>; drawn: DecorationSet }

const WAITING = new PluginKey<Shown>('waitingLines')
const NONE: Shown = { lines: [], written: new Set(), drawn: DecorationSet.empty }
// Behind the placeholders of uploads, which come first.
const FIRST_SIDE = 2

/**
 * Shows lines where results are to come, which `showWaiting` names. They follow everybody's edits; a line goes with the first word of
 * its result in the page, and does not come back when somebody removes that.
 */
export const waitingLines = Extension.create({
  name: 'waitingLines',
  addProseMirrorPlugins() {
    return [
      new Plugin<Shown>({
        key: WAITING,
        state: {
          init: () => NONE,
          apply(transaction, shown, _before, state) {
            const told: readonly WaitingLine[] | undefined = transaction.getMeta(WAITING)
            if (!told && (shown.lines.length === 0 || !transaction.docChanged)) return shown
            return draw(
              state.doc,
              told ?? shown.lines.map((line) => moved(line, transaction, state)),
              shown.written,
            )
          },
        },
        props: { decorations: (state) => WAITING.getState(state)?.drawn },
      }),
    ]
  },
})

/** A line after an edit. Others' edits replace the whole document in one step, in which a plain mapping would lose every place. */
function moved(line: WaitingLine, transaction: Transaction, state: EditorState): WaitingLine {
  if (!line.behind) return line
  const { name, begins } = line.behind
  const body = isChangeOrigin(transaction) ? bodyOf({ state }) : undefined
  const index = body && indexOfPlace(body, name)
  const now = index === undefined ? transaction.mapping.map(begins) : startOfBlock(state.doc, index - 1)
  return { ...line, behind: now === undefined ? undefined : { name, begins: now } }
}

function draw(doc: Node, lines: readonly WaitingLine[], before: ReadonlySet<string>): Shown {
  if (lines.length === 0) return NONE
  const inPage = new Set(resultsIn(doc).map(({ node }) => node.attrs.taskId))
  const written = new Set(lines.map(({ taskId }) => taskId).filter((id) => before.has(id) || inPage.has(id)))
  const widgets = lines
    .filter(({ taskId }) => !written.has(taskId))
    .map(({ taskId, element, behind, rank }) =>
      Decoration.widget(endOfBlock(doc, behind?.begins), () => element, {
        ...{ key: taskId, side: FIRST_SIDE + rank, ignoreSelection: true },
        // What happens in it is no act in the text: no caret moves there, no key writes.
        stopEvent: () => true,
      }),
    )
  return { lines, written, drawn: DecorationSet.create(doc, widgets) }
}

/** Behind the block that begins at a position; before all blocks without one. */
function endOfBlock(doc: Node, begins: number | undefined): number {
  if (begins === undefined) return 0
  const at = Math.min(begins, doc.content.size)
  return at + (doc.resolve(at).nodeAfter?.nodeSize ?? 0)
}

/**
 * Shows a line for each of these results at the place where it will come, and no others. Lines that are there already keep their place,
 * unless all are to be looked for `anew`: that reads the letters of the whole page.
 */
export function showWaiting(
  editor: Editor,
  expected: readonly ExpectedResult[],
  { anew = false }: { anew?: boolean } = {},
): readonly WaitingLine[] {
  const body = bodyOf(editor)
  const known = WAITING.getState(editor.state)?.lines ?? []
  if (!body || (known.length === 0 && expected.length === 0)) return known
  const found = expected.flatMap((one) => {
    const line = known.find(({ taskId }) => taskId === one.taskId)
    const spot =
      line && !anew ? { behind: indexOfLine(editor, line), isAsked: line.isAsked } : spotOf(editor, body, one)
    return spot ? [{ ...spot, taskId: one.taskId, line }] : []
  })
  const lines = inOrder(found).map(({ taskId, behind, isAsked, line }, rank): WaitingLine => {
    const begins = startOfBlock(editor.state.doc, behind)
    if (line && line.rank === rank && line.isAsked === isAsked && line.behind?.begins === begins) return line
    return {
      ...{ taskId, rank, isAsked, element: line?.element ?? newElement() },
      behind: begins === undefined ? undefined : { begins, name: placeBehindBlock(body, behind + 1) },
    }
  })
  if (lines.length === known.length && lines.every((line, index) => line === known[index])) return known
  editor.view.dispatch(editor.state.tr.setMeta(WAITING, lines).setMeta('addToHistory', false))
  return lines
}

/** Brings the line of a job into sight; false where there is none. */
export function scrollToWaiting(editor: Editor, taskId: string): boolean {
  const element = WAITING.getState(editor.state)?.lines.find((line) => line.taskId === taskId)?.element
  if (!element?.isConnected) return false
  element.scrollIntoView({ block: 'center' })
  return true
}

/**
 * Where the result would come if it came now. One that tries again comes beside the earlier result where that still stands, which
 * offers another try itself: a failed one has no place there.
 */
function spotOf(
  editor: Editor,
  body: Y.XmlFragment,
  { place, earlier, failed }: ExpectedResult,
): Spot | undefined {
  const { doc } = editor.state
  const before = resultsIn(doc).find(({ node }) => earlier.includes(node.attrs.taskId))
  if (before) return failed ? undefined : { behind: doc.resolve(before.position).index(0), isAsked: true }
  if (!body.doc) return undefined
  const { passage, attachmentId, behind } = place
  const asked = placeAsked(body.doc, { passage, afterAttachmentId: attachmentId, behind })
  return { behind: (asked ?? endOfPage(body.doc)) - 1, isAsked: asked !== undefined }
}

/** Where the block of the top level with this index begins; undefined for one that is not there. */
function startOfBlock(doc: Node, index: number): number | undefined {
  const before = doc.children.slice(0, index)
  return index < 0 || index >= doc.childCount
    ? undefined
    : before.reduce((position, { nodeSize }) => position + nodeSize, 0)
}

function indexOfLine({ state: { doc } }: Editor, { behind }: WaitingLine): number {
  return behind ? doc.resolve(Math.min(behind.begins, doc.content.size)).index(0) : -1
}

/** Each result that was asked for at a place goes right to it, before what came there earlier; at the end each goes behind the others. */
function inOrder<Found extends Spot>(found: readonly Found[]): Found[] {
  return [...found.filter(({ isAsked }) => isAsked).toReversed(), ...found.filter(({ isAsked }) => !isAsked)]
}

function newElement(): HTMLElement {
  const element = document.createElement('div')
  element.className = 'waiting-line'
  // The caret stays where it is; a button is pressed all the same.
  element.addEventListener('mousedown', (event) => event.preventDefault())
  return element
}
