import { type Editor, Extension } from '@tiptap/core'
import type { Node, Slice } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { toast } from '../../ui/toast.tsx'
import { type CleanPaste, cleanHtml } from './clean-html.ts'
import { keepsWords, visibleMarkdown } from './lost-words.ts'
import { looksLikeMarkdown, refuseMarkdown, renderMarkdown } from './render-markdown.ts'

type UploadFiles = (editor: Editor, files: readonly File[], position: number) => void

/** A paste on its way through the editor: what was read of it, and what to fall back to. */
type Pending = { clean: CleanPaste | undefined; words: string; plain: string }

/**
 * Pastes what was copied elsewhere as blocks of the page, and what is Markdown as what it describes. Whatever the source did:
 * when a word would be lost, or it is larger than a page, its plain text is pasted instead and a sentence says so. Pasting
 * without formatting (Mod+Shift+V) always gives the plain text.
 */
export function pasteClean(uploadFiles: UploadFiles): Extension {
  return Extension.create({
    name: 'pasteClean',
    // Before the handler of files: Word and spreadsheets put a picture of the text beside it.
    priority: 1_000,
    addProseMirrorPlugins() {
      const { editor } = this
      let plainWanted = false
      let pending: Pending | undefined
      return [
        new Plugin({
          key: new PluginKey('pasteClean'),
          props: {
            handleKeyDown(_view, event) {
              plainWanted = event.shiftKey && event.key.toLowerCase() === 'v'
              return false
            },
            transformPastedHTML(html) {
              // Copied in an editor of this kind: the schema and the list of what is allowed judge it.
              if (html.includes('data-pm-slice')) return html
              const clean = cleanHtml(html)
              if (pending) {
                pending.clean = clean
                pending.words ||= clean?.words ?? ''
              }
              return clean?.html ?? ''
            },
            handleDOMEvents: {
              paste(view, event) {
                const data = event.clipboardData
                pending = undefined
                if (!data || !view.editable || view.state.selection.$from.parent.type.spec.code) return false
                const html = data.getData('text/html')
                const plain = data.getData('text/plain')
                if (plainWanted) return false
                if (data.files.length > 0 && !hasText(html)) {
                  event.preventDefault()
                  uploadFiles(editor, [...data.files], view.state.selection.to)
                  return true
                }
                if (html !== '') {
                  if (html.includes('data-pm-slice')) return false
                  event.preventDefault()
                  pending = { clean: undefined, words: '', plain }
                  view.pasteHTML(html, event)
                  pending = undefined
                  return true
                }
                if (!looksLikeMarkdown(plain)) return false
                const refusal = refuseMarkdown(plain)
                event.preventDefault()
                if (refusal) {
                  pastePlain(view, plain, refusal)
                  return true
                }
                pending = { clean: undefined, words: visibleMarkdown(plain), plain }
                view.pasteHTML(renderMarkdown(plain), event)
                pending = undefined
                return true
              },
            },
            handlePaste(view, _event, slice) {
              const paste = pending
              if (!paste) return false
              pending = undefined
              if (!paste.clean) pastePlain(view, paste.plain, 'It is larger or deeper than a page can be.')
              else if (!keepsWords(paste.words, textOf(slice)))
                pastePlain(
                  view,
                  paste.plain || paste.clean.words,
                  'Some of its words have no place in a page’s layout.',
                )
              else insert(editor, view, slice, paste.clean.images, uploadFiles)
              return true
            },
          },
        }),
      ]
    },
  })
}

function pastePlain(view: EditorView, text: string, reason: string): void {
  view.pasteText(text)
  toast.note('Pasted as plain text', { detail: reason })
}

/** A picture alone comes with HTML that names it; words in the HTML mean that the picture only shows them once more. */
function hasText(html: string): boolean {
  if (html === '') return false
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const hidden of [...body.querySelectorAll('style, script, title')]) hidden.remove()
  return (body.textContent ?? '').trim() !== ''
}

function textOf(slice: Slice): string {
  return slice.content.textBetween(0, slice.content.size, '\n', (leaf: Node) => {
    const { label, name, alt } = leaf.attrs
    return [label, name, alt].filter((text) => typeof text === 'string').join(' ')
  })
}

/** Puts the paste in; where an image came along as data its upload begins, in the place where it stood. */
function insert(
  editor: Editor,
  view: EditorView,
  slice: Slice,
  images: CleanPaste['images'],
  uploadFiles: UploadFiles,
): void {
  const { tr } = view.state
  const { openStart, openEnd } = slice
  const single =
    openStart === 0 && openEnd === 0 && slice.content.childCount === 1 ? slice.content.firstChild : null
  if (single) tr.replaceSelectionWith(single)
  else tr.replaceSelection(slice)
  const places: { file: File; at: number; after: number }[] = []
  for (const { file, token } of images) {
    const at = placeOf(tr.doc, token)
    if (at === undefined) continue
    tr.delete(at, at + token.length)
    places.push({ file, at, after: tr.steps.length })
  }
  view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
  // A later deletion moved what stood after it.
  for (const { file, at, after } of places) uploadFiles(editor, [file], tr.mapping.slice(after).map(at))
}

function placeOf(doc: Node, token: string): number | undefined {
  let place: number | undefined
  doc.descendants((node, position) => {
    const found = place === undefined && node.isText ? (node.text ?? '').indexOf(token) : -1
    if (found !== -1) place = position + found
    return place === undefined
  })
  return place
}
