import { Editor, type Extensions, type JSONContent } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { NodeSelection, TextSelection } from '@tiptap/pm/state'
import { afterEach } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { standIn } from './missing-in-jsdom.ts'

const open = new Set<() => void>()
afterEach(() => {
  for (const close of open) close()
  open.clear()
})

export type OpenEditor = {
  editor: Editor
  /** What everybody else has. */
  shared: Y.Doc
  /** The page in ProseMirror's short notation. */
  outline(): string
  /** The blocks of the page. */
  blocks(): JSONContent[]
  write(...content: JSONContent[]): void
  /** Puts the caret so many letters behind the beginning of these words, and selects as many as asked for. */
  caretAt(words: string, offset?: number, selected?: number): void
  /** Chooses the node that begins at this position. */
  choose(position: number): void
  /** Presses a key as the page would get it: "Mod-Shift-7". True when something answered. */
  press(keys: string): boolean
  /** Where a node of this type begins; throws where there is none. */
  positionOf(type: string): number
}

/** The real editor on a real shared document, with the schema of a page; `overrides` and `more` add what a test is about. */
export function openEditor(
  more: Extensions = [],
  overrides: Parameters<typeof documentExtensions>[0] = {},
): OpenEditor {
  standIn()
  const shared = new Y.Doc()
  const editor = new Editor({
    element: document.body.appendChild(document.createElement('div')),
    extensions: [
      ...documentExtensions(overrides),
      Collaboration.configure({ document: shared, field: ROOT.body }),
      ...more,
    ],
  })
  open.add(() => {
    editor.destroy()
    shared.destroy()
    document.body.replaceChildren()
  })
  const select = (selection: (doc: typeof editor.state.doc) => TextSelection | NodeSelection) =>
    editor.view.dispatch(editor.state.tr.setSelection(selection(editor.state.doc)))
  return {
    editor,
    shared,
    outline: () => editor.state.doc.toString(),
    blocks() {
      const { content }: JSONContent = editor.state.doc.toJSON()
      return content ?? []
    },
    write: (...content) => void editor.commands.setContent({ type: 'doc', content }),
    caretAt(words, offset = 0, selected = 0) {
      let from: number | undefined
      editor.state.doc.descendants((node, position) => {
        if (from === undefined && node.isText && node.text?.includes(words))
          from = position + node.text.indexOf(words) + offset
      })
      const at = from
      if (at === undefined) throw new Error(`no “${words}” in ${editor.state.doc.toString()}`)
      select((doc) => TextSelection.create(doc, at, at + selected))
    },
    choose: (position) => select((doc) => NodeSelection.create(doc, position)),
    press(keys) {
      const parts = keys.split(/-(?=.)/)
      const event = new KeyboardEvent('keydown', {
        ...{ key: parts.at(-1) ?? '', bubbles: true, cancelable: true },
        ...{
          ctrlKey: parts.includes('Mod'),
          shiftKey: parts.includes('Shift'),
          altKey: parts.includes('Alt'),
        },
      })
      return editor.view.someProp('handleKeyDown', (answer) => answer(editor.view, event)) === true
    },
    positionOf(type) {
      let found: number | undefined
      editor.state.doc.descendants((node, position) => {
        if (node.type.name === type) found ??= position
      })
      if (found === undefined) throw new Error(`no ${type} in ${editor.state.doc.toString()}`)
      return found
    },
  }
}

/** Blocks of a page, as short as they can be said. */
export const p = (text = ''): JSONContent => ({
  type: 'paragraph',
  ...(text !== '' && { content: [{ type: 'text', text }] }),
})
export const within = (type: string, ...content: JSONContent[]): JSONContent => ({ type, content })
export const bullets = (...items: (string | JSONContent[])[]): JSONContent =>
  within(
    'bulletList',
    ...items.map((item) => within('listItem', ...(typeof item === 'string' ? [p(item)] : item))),
  )
