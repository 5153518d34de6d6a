import { mergeAttributes, Node } from '@tiptap/core'
import { cutText } from '#server/contracts/cut-text.ts'
import { attachmentPath } from './image-node.ts'

export const MENTION_KINDS = ['person', 'page'] as const
export type MentionKind = (typeof MENTION_KINDS)[number]
export const MENTION_LABEL_MAX = 200

export type MentionAttributes = { kind: MentionKind; targetId: string; label: string }

/**
 * A person or a page, named in the text by its id. A person's `label` is the name at the time: what is shown where the id says
 * nothing, to guests and after somebody left. A page's `label` stays empty: everybody who reads this page gets the document
 * itself, and may not learn from it the title of another that they cannot open. The name of today is looked up by each reader
 * with the reader's own rights.
 */
export const MentionNode = Node.create({
  name: 'mention',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: true,
  addAttributes() {
    return {
      kind: {
        default: 'person',
        parseHTML: (element) => mentionKind(element.getAttribute('data-kind')),
        renderHTML: ({ kind }) => ({ 'data-kind': mentionKind(kind) }),
      },
      targetId: {
        default: null,
        parseHTML: (element) => element.getAttribute('data-target'),
        renderHTML: ({ targetId }) => ({ 'data-target': String(targetId ?? '') }),
      },
      label: {
        default: '',
        parseHTML: (element) =>
          element.getAttribute('data-kind') === 'page'
            ? ''
            : cutText((element.textContent ?? '').replace(/^@/, '').trim(), MENTION_LABEL_MAX),
        renderHTML: () => ({}),
      },
    }
  },
  parseHTML() {
    return [
      {
        tag: '[data-type="mention"]',
        // Before the link mark, which would take the words of a page's mention for a link's.
        priority: 1_100,
        getAttrs: (element) => (isTarget(element.getAttribute('data-target')) ? null : false),
      },
    ]
  },
  renderHTML({ node, HTMLAttributes }) {
    const href = node.attrs.kind === 'page' ? pagePath(node.attrs.targetId) : undefined
    return [
      href ? 'a' : 'span',
      mergeAttributes(HTMLAttributes, { 'data-type': 'mention', ...(href ? { href } : {}) }),
      mentionText(node.attrs),
    ]
  },
  renderText: ({ node }) => mentionText(node.attrs),
})

/** What stands for a mention where there is text alone: exports, search, jobs. */
export function mentionText({ kind, label }: { kind?: unknown; label?: unknown }): string {
  if (kind === 'page') return '[page]'
  return `@${typeof label === 'string' && label !== '' ? label : 'somebody'}`
}

/** The path of a page that is named by its id; undefined for anything that is no id. */
export function pagePath(targetId: unknown): `/documents/${string}` | undefined {
  return isTarget(targetId) ? `/documents/${targetId}` : undefined
}

export function mentionKind(value: unknown): MentionKind {
  return value === 'page' ? 'page' : 'person'
}

function isTarget(value: unknown): value is string {
  return attachmentPath(value) !== undefined
}
