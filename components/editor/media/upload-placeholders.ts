import { type Editor, Extension, type JSONContent, type MappablePosition } from '@tiptap/core'
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

/** A file on its way to the server; it stands in this browser's view of the page only, never in the document. */
export type Upload = { id: string; name: string; position: MappablePosition; cancel: () => void }

type Change = { add: Upload } | { remove: string }

const UPLOADS = new PluginKey<readonly Upload[]>('uploads')

/** Shows where a file will stand until its upload was acknowledged. The places follow everybody's edits. */
export const UploadPlaceholders = Extension.create({
  name: 'uploadPlaceholders',
  addProseMirrorPlugins() {
    const { editor } = this
    return [
      new Plugin<readonly Upload[]>({
        key: UPLOADS,
        state: {
          init: () => [],
          apply(transaction, uploads) {
            const change: Change | undefined = transaction.getMeta(UPLOADS)
            let next = uploads
            // Others' edits replace the whole document in one step, so a plain mapping would lose every place in it.
            if (transaction.docChanged && uploads.length > 0)
              next = uploads.map((upload) => ({
                ...upload,
                position: editor.utils.getUpdatedPosition(upload.position, transaction).position,
              }))
            if (change && 'add' in change) return [...next, change.add]
            if (change) return next.filter(({ id }) => id !== change.remove)
            return next
          },
        },
        props: {
          decorations(state) {
            const uploads = UPLOADS.getState(state) ?? []
            const size = state.doc.content.size
            return DecorationSet.create(
              state.doc,
              uploads.map((upload) =>
                Decoration.widget(Math.min(upload.position.position, size), () => placeholder(upload), {
                  key: upload.id,
                  side: 1,
                }),
              ),
            )
          },
        },
      }),
    ]
  },
})

/** Shows a placeholder after the block at `position`. */
export function showUpload(
  editor: Editor,
  id: string,
  name: string,
  position: number,
  cancel: () => void,
): void {
  const place = editor.utils.createMappablePosition(afterBlock(editor.state, position))
  editor.view.dispatch(editor.state.tr.setMeta(UPLOADS, { add: { id, name, position: place, cancel } }))
}

export function hideUpload(editor: Editor, id: string): void {
  editor.view.dispatch(editor.state.tr.setMeta(UPLOADS, { remove: id }))
}

/** How much of the file is with the server, 0 to 1. Drawn on the placeholder itself: a change of the page it is not. */
export function showProgress(editor: Editor, id: string, share: number): void {
  if (editor.isDestroyed) return
  const bar = editor.view.dom.querySelector<HTMLElement>(`[data-upload="${id}"] .upload-bar`)
  if (!bar) return
  const percent = Math.round(share * 100)
  bar.style.setProperty('--done', `${percent}%`)
  bar.setAttribute('aria-valuenow', String(percent))
}

/**
 * Puts the block where its placeholder is now, in one step with the placeholder's end. It takes the place of an empty line,
 * and at the end of the page a line to go on writing follows it.
 */
export function finishUpload(editor: Editor, id: string, block: JSONContent): void {
  const upload = UPLOADS.getState(editor.state)?.find((one) => one.id === id)
  if (!upload) return
  const { tr, doc, schema } = editor.state
  const node = schema.nodeFromJSON(block)
  const at = Math.min(upload.position.position, doc.content.size)
  const before = doc.resolve(at).nodeBefore
  const from = before?.type.name === 'paragraph' && before.content.size === 0 ? at - before.nodeSize : at
  tr.replaceWith(from, at, at === doc.content.size ? [node, schema.node('paragraph')] : node)
  editor.view.dispatch(tr.setMeta(UPLOADS, { remove: id }))
}

function afterBlock(state: EditorState, position: number): number {
  const place = state.doc.resolve(Math.min(position, state.doc.content.size))
  return place.depth === 0 ? place.pos : place.after(1)
}

function placeholder(upload: Upload): HTMLElement {
  const box = document.createElement('div')
  box.className = 'upload-placeholder'
  box.dataset.upload = upload.id
  const label = document.createElement('span')
  label.className = 'upload-name'
  label.setAttribute('role', 'status')
  label.textContent = `Uploading ${upload.name}`
  const cancel = document.createElement('button')
  cancel.type = 'button'
  cancel.textContent = 'Cancel'
  cancel.setAttribute('aria-label', `Cancel the upload of ${upload.name}`)
  cancel.addEventListener('click', upload.cancel)
  const bar = document.createElement('span')
  bar.className = 'upload-bar'
  bar.setAttribute('role', 'progressbar')
  bar.setAttribute('aria-label', `Upload of ${upload.name}`)
  box.append(label, cancel, bar)
  return box
}
