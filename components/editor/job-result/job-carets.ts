import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type { Awareness } from 'y-protocols/awareness'
import { jobCaret } from '../../presence/cursor-element.ts'
import { jobsPresent, type SeenJob } from '../../presence/present-jobs.ts'
import { isWriting, resultsIn } from './results-in.ts'

const KEY = new PluginKey<DecorationSet>('jobCarets')

/**
 * Draws the caret of each job at the end of what it has written, with its name. The page says where that is, in the same update
 * as the words, so the caret is never beside them; the server says who is there, so a block that somebody made up has none, and
 * neither has one whose worker was killed.
 */
export const jobCarets = Extension.create<{ awareness: Awareness | undefined }>({
  name: 'jobCarets',
  addOptions: () => ({ awareness: undefined }),
  addProseMirrorPlugins() {
    const { awareness } = this.options
    if (!awareness) return []
    return [
      new Plugin({
        key: KEY,
        state: {
          init: (_config, { doc }) => carets(doc, jobsPresent(awareness)),
          apply: (tr, shown, _before, { doc }) =>
            tr.docChanged || tr.getMeta(KEY) ? carets(doc, jobsPresent(awareness)) : shown,
        },
        props: { decorations: (state) => KEY.getState(state) },
        view(view) {
          let told = JSON.stringify(jobsPresent(awareness))
          const look = (): void => {
            const now = JSON.stringify(jobsPresent(awareness))
            if (now === told) return
            told = now
            view.dispatch(view.state.tr.setMeta(KEY, true).setMeta('addToHistory', false))
          }
          awareness.on('change', look)
          return { destroy: () => awareness.off('change', look) }
        },
      }),
    ]
  },
})

function carets(doc: Node, jobs: readonly SeenJob[]): DecorationSet {
  if (jobs.length === 0) return DecorationSet.empty
  const shown = resultsIn(doc).flatMap(({ node, position }) => {
    const job = isWriting(node) && jobs.find(({ taskId }) => taskId === node.attrs.taskId)
    if (!job) return []
    // Behind a person's caret that rests there: one stands at the end for good, the other passes.
    const spec = { side: 11, key: JSON.stringify(job), ignoreSelection: true }
    return [Decoration.widget(endOfWords(node, position), () => jobCaret(job), spec)]
  })
  return DecorationSet.create(doc, shown)
}

/** Behind the last letter of the result that begins at this position. */
function endOfWords(result: Node, position: number): number {
  let end = position + result.nodeSize - 1
  for (let last = result.lastChild; last && !last.isLeaf; last = last.lastChild) {
    end -= 1
    if (last.isTextblock) break
  }
  return end
}
