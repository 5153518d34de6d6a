import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { codeLanguage } from './code-languages.ts'
import type { CodeSpan, colourCode } from './colour-code.ts'

const COLOURS = new PluginKey<DecorationSet>('codeColours')

/** Longer code stays uncoloured: a grammar over a megabyte would hold up every key. */
const COLOURED_MAX = 30_000

type Colour = typeof colourCode
const LOADED = 'loaded'

/** Colours the code blocks of a page. The grammars are fetched when there is a first one. */
export function codeColours(): Plugin<DecorationSet> {
  let colour: Colour | undefined
  let asked = false
  // Nodes are never changed, only replaced: a block that nobody touched is not read again.
  const known = new WeakMap<Node, readonly CodeSpan[]>()

  const spansOf = (node: Node): readonly CodeSpan[] => {
    const language = codeLanguage(node.attrs.language)
    if (!colour || !language || node.content.size > COLOURED_MAX) return []
    const spans = known.get(node) ?? colour(language, node.textContent)
    known.set(node, spans)
    return spans
  }

  const load = async (view: EditorView): Promise<void> => {
    try {
      colour = (await import('./colour-code.ts')).colourCode
      if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(COLOURS, LOADED))
    } catch {
      // Offline, or a newer Weft has replaced the file: code without colours is still code. The next visit tries again.
    }
  }

  return new Plugin<DecorationSet>({
    key: COLOURS,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, before, _old, state) {
        if (transaction.getMeta(COLOURS) !== LOADED && !transaction.docChanged) return before
        return colour ? decorate(state, spansOf) : before
      },
    },
    props: {
      decorations: (state) => COLOURS.getState(state),
    },
    view: (view) => {
      const look = (state: EditorState): void => {
        if (asked || !hasCode(state.doc)) return
        asked = true
        void load(view)
      }
      look(view.state)
      return { update: ({ state }, before) => state.doc !== before.doc && look(state) }
    },
  })
}

function decorate({ doc }: EditorState, spansOf: (node: Node) => readonly CodeSpan[]): DecorationSet {
  const decorations: Decoration[] = []
  doc.descendants((node, position) => {
    if (node.type.name === 'codeBlock')
      for (const { from, to, classes } of spansOf(node))
        decorations.push(Decoration.inline(position + 1 + from, position + 1 + to, { class: classes }))
    return !node.isTextblock
  })
  return DecorationSet.create(doc, decorations)
}

function hasCode(doc: Node): boolean {
  let found = false
  doc.descendants((node) => {
    if (node.type.name === 'codeBlock' && codeLanguage(node.attrs.language)) found = true
    return !found && !node.isTextblock
  })
  return found
}
