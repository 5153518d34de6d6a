import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { isWriting, resultsIn } from './results-in.ts'

/**
 * Keeps people's hands off what a job is still writing: their letters would be gone with its next words. The block as a whole may
 * be moved, and removed; then the job leaves the page alone.
 */
export const heldDrafts = Extension.create({
  name: 'heldDrafts',
  addProseMirrorPlugins() {
    let seen: { doc: Node; drafts: readonly Node[] } | undefined
    const draftsOf = (doc: Node): readonly Node[] => {
      if (seen?.doc !== doc)
        seen = {
          doc,
          drafts: resultsIn(doc)
            .map(({ node }) => node)
            .filter(isWriting),
        }
      return seen.drafts
    }
    return [
      new Plugin({
        filterTransaction(tr, state) {
          // What others write, the job above all, has been committed.
          if (!tr.docChanged || tr.getMeta(ySyncPluginKey)) return true
          const drafts = draftsOf(state.doc)
          if (drafts.length === 0) return true
          const after = new Map(resultsIn(tr.doc).map(({ node }) => [node.attrs.taskId, node]))
          return drafts.every((draft) => after.get(draft.attrs.taskId)?.eq(draft) ?? true)
        },
      }),
    ]
  },
})
