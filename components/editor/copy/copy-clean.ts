import { Extension } from '@tiptap/core'
import { DOMSerializer, type Fragment, type Schema, type Slice } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { markdownText } from '#server/document-model/markdown-text.ts'

/**
 * Copies blocks as HTML whose images and links lead back to this server, and as Markdown for whatever takes text alone. A few
 * words of one block are copied as the words they are.
 */
export const copyClean = Extension.create({
  name: 'copyClean',
  // Before the serializer that every editor has.
  priority: 1_000,
  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey('copyClean'),
        props: {
          clipboardTextSerializer: (slice) => plainText(slice),
          clipboardSerializer: new CompleteSerializer(this.editor.schema),
        },
      }),
    ]
  },
})

const onThisServer = (path: string) => new URL(path, window.location.origin).href

function plainText(slice: Slice): string {
  const only = slice.content.childCount === 1 ? slice.content.firstChild : null
  if (only?.isTextblock && slice.openStart > 0)
    return only.type.spec.code
      ? only.textContent
      : only.textBetween(0, only.content.size, '\n', (leaf) => leafText(leaf))
  return markdownText(slice.content, onThisServer)
}

function leafText({
  type,
  attrs,
}: {
  type: { name: string }
  attrs: { label?: unknown; kind?: unknown }
}): string {
  if (type.name === 'hardBreak') return '\n'
  return attrs.kind === 'person' ? `@${String(attrs.label ?? '')}` : ''
}

/** Writes addresses of this server out: a path alone would lead elsewhere in the page that it is pasted into. */
class CompleteSerializer extends DOMSerializer {
  constructor(schema: Schema) {
    super(DOMSerializer.nodesFromSchema(schema), DOMSerializer.marksFromSchema(schema))
  }

  override serializeFragment(
    fragment: Fragment,
    options?: { document?: Document },
    target?: HTMLElement | DocumentFragment,
  ): HTMLElement | DocumentFragment {
    const written = super.serializeFragment(fragment, options, target)
    if (target) return written
    for (const name of ['src', 'href'])
      for (const element of written.querySelectorAll(`[${name}^="/"]`))
        element.setAttribute(name, onThisServer(element.getAttribute(name) ?? ''))
    return written
  }
}
