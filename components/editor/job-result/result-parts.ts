import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { removeOwnTwins } from '#server/document-model/twin-blocks.ts'
import { removeOwnCopies } from '#server/document-model/twin-copies.ts'
import { bodyOf } from '../shared-body.ts'
import { isWriting, resultsIn } from './results-in.ts'
import { acceptJobResult, ownReplacements, rejectJobResult } from './settle-job-result.ts'
import { isSettled, partState } from './settle-parts.ts'

const KEY = new PluginKey<DecorationSet>('resultParts')

/**
 * Lets each part of a pending result be accepted or rejected alone, by two buttons beside it, and shows what has been accepted.
 * When others settle parts at the same moment, it tidies up after this editor's own part in it.
 */
export const resultParts = Extension.create({
  name: 'resultParts',
  addProseMirrorPlugins() {
    const { editor } = this
    /** The tasks of which parts were settled here. */
    const settled = new Set<unknown>()
    /** Positions lie: by the time of the press somebody else may have written above. The view knows where it stands now. */
    const settle = (act: typeof acceptJobResult, view: EditorView, at: number | undefined): void => {
      if (at === undefined) return
      const $part = view.state.doc.resolve(at)
      if ($part.parent.type.name !== 'jobResult') return
      settled.add($part.parent.attrs.taskId)
      act(editor, $part.before(), $part.index())
      view.focus()
    }
    return [
      new Plugin({
        key: KEY,
        state: {
          init: (_config, { doc }) => decorate(doc, settle),
          apply: (tr, shown, _before, { doc }) => (tr.docChanged ? decorate(doc, settle) : shown),
        },
        props: {
          decorations: (state: EditorState) => (editor.isEditable ? KEY.getState(state) : undefined),
        },
        // Two people may have settled the last two parts at once, and each left the frame to the other.
        view: () => ({
          update({ state }, before) {
            if (settled.size === 0 || state.doc.eq(before.doc)) return
            const left = resultsIn(state.doc).find(
              ({ node }) => settled.has(node.attrs.taskId) && isSettled(node),
            )
            if (!left) return
            settled.delete(left.node.attrs.taskId)
            queueMicrotask(() => !editor.isDestroyed && acceptJobResult(editor, left.position))
          },
        }),
      }),
    ]
  },
  onCreate() {
    const body = bodyOf(this.editor)
    if (!body) return
    const onChange = (event: Y.YXmlEvent, { local }: Y.Transaction): void => {
      if (local) return
      const arrived = [...event.changes.added].flatMap(({ content }) => content.getContent())
      // Not inside of the change that is being told.
      queueMicrotask(() => removeOwnTwins(body, arrived))
    }
    const onHeard = ({ local }: Y.Transaction): void => {
      const stretches = local ? [] : ownReplacements(this.editor)
      const { doc } = body
      if (stretches.length > 0 && doc)
        queueMicrotask(() => {
          for (const own of stretches) removeOwnCopies(doc, own)
        })
    }
    body.observe(onChange)
    body.doc?.on('afterTransaction', onHeard)
    this.editor.on('destroy', () => {
      body.unobserve(onChange)
      body.doc?.off('afterTransaction', onHeard)
    })
  },
})

type Settle = (act: typeof acceptJobResult, view: EditorView, at: number | undefined) => void

function decorate(doc: Node, settle: Settle): DecorationSet {
  const shown: Decoration[] = []
  // A part that stands alone is settled by the buttons of the whole.
  for (const { node, position } of resultsIn(doc))
    if (node.childCount > 1 && !isWriting(node))
      node.forEach((part, offset, index) => {
        const at = position + 1 + offset
        const state = partState(part, node.attrs.taskId)
        if (state === 'empty') return
        const words = `part ${index + 1} of ${node.childCount}`
        shown.push(
          Decoration.node(at, at + part.nodeSize, { class: `result-part result-part-${state}` }),
          Decoration.widget(at, (view, getPos) => controls(words, state, view, getPos, settle), {
            key: `${node.attrs.taskId} ${words} ${state}`,
            side: -1,
            ignoreSelection: true,
            stopEvent: () => true,
          }),
        )
      })
  return DecorationSet.create(doc, shown)
}

function controls(
  words: string,
  state: 'pending' | 'accepted',
  view: EditorView,
  getPos: () => number | undefined,
  settle: Settle,
): HTMLElement {
  const box = document.createElement('div')
  box.className = 'result-part-controls'
  box.contentEditable = 'false'
  const bar = document.createElement('div')
  box.append(bar)
  if (state === 'accepted') {
    bar.className = 'result-part-done'
    bar.textContent = 'Accepted'
    return box
  }
  bar.className = 'result-part-bar'
  bar.setAttribute('role', 'group')
  bar.setAttribute('aria-label', `Result, ${words}`)
  const button = (label: string, path: string, act: typeof acceptJobResult): HTMLButtonElement => {
    const made = document.createElement('button')
    made.type = 'button'
    made.title = label
    made.setAttribute('aria-label', `${label} ${words}`)
    made.append(icon(path))
    // The caret stays where it is, on phones the keyboard too.
    made.addEventListener('mousedown', (event) => event.preventDefault())
    made.addEventListener('click', () => settle(act, view, getPos()))
    return made
  }
  bar.append(
    button('Accept', 'M20 6 9 17l-5-5', acceptJobResult),
    button('Reject', 'M18 6 6 18M6 6l12 12', rejectJobResult),
  )
  return box
}

function icon(path: string): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}
