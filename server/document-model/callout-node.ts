import { mergeAttributes, Node } from '@tiptap/core'
import { CALLOUT_KINDS, type CalloutKind } from '#server/contracts/callout-kinds.ts'

/** Signs that a callout may carry in place of the one of its kind. */
export const CALLOUT_ICONS = [
  'info',
  'idea',
  'warning',
  'danger',
  'star',
  'check',
  'question',
  'pin',
  'flag',
  'heart',
  'time',
  'lock',
] as const
export type CalloutIcon = (typeof CALLOUT_ICONS)[number]

/** The kind of a callout, whatever the document says: `note` for one that a newer Weft made. */
export function calloutKind(value: unknown): CalloutKind {
  return CALLOUT_KINDS.find((kind) => kind === value) ?? 'note'
}

/** The chosen sign; undefined when the one of the kind is meant. */
export function calloutIcon(value: unknown): CalloutIcon | undefined {
  return CALLOUT_ICONS.find((icon) => icon === value)
}

/** Blocks set apart from the text around: a note, a tip, a warning. */
export const CalloutNode = Node.create({
  name: 'callout',
  group: 'block',
  content: 'block+',
  defining: true,
  addAttributes() {
    return {
      kind: {
        default: 'note',
        parseHTML: (element) => calloutKind(element.getAttribute('data-kind')),
        renderHTML: ({ kind }) => ({ 'data-kind': calloutKind(kind) }),
      },
      icon: {
        default: null,
        parseHTML: (element) => calloutIcon(element.getAttribute('data-icon')) ?? null,
        renderHTML: ({ icon }) => (calloutIcon(icon) ? { 'data-icon': calloutIcon(icon) } : {}),
      },
    }
  },
  parseHTML() {
    return [{ tag: 'div[data-type="callout"]' }]
  },
  renderHTML({ HTMLAttributes }) {
    return ['div', mergeAttributes(HTMLAttributes, { 'data-type': 'callout' }), 0]
  },
})
