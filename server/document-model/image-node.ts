import { mergeAttributes, Node } from '@tiptap/core'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The path of an attachment's bytes, or undefined when the id is not one of ours. */
export function attachmentPath(attachmentId: unknown): `/api/v1/${string}` | undefined {
  return typeof attachmentId === 'string' && UUID.test(attachmentId)
    ? `/api/v1/attachments/${attachmentId}`
    : undefined
}

/** How wide an image may be made, in percent of the text's width. */
export const IMAGE_PERCENT = { min: 10, max: 100 } as const

/** The chosen width in percent, undefined where none was chosen or what stands there is no such number. */
export function imagePercent(value: unknown): number | undefined {
  const fits =
    Number.isInteger(value) && Number(value) >= IMAGE_PERCENT.min && Number(value) <= IMAGE_PERCENT.max
  return fits ? Number(value) : undefined
}

/**
 * An image that was uploaded to the workspace. The node keeps the attachment's id, never an address: no update, however made,
 * can make a reader's browser fetch from elsewhere.
 */
export const ImageNode = Node.create({
  name: 'image',
  group: 'block',
  draggable: true,
  addAttributes() {
    return {
      attachmentId: {
        default: null,
        parseHTML: (element) => element.getAttribute('data-attachment'),
        renderHTML: () => ({}),
      },
      alt: { default: '' },
      width: { default: null, renderHTML: () => ({}) },
      height: { default: null, renderHTML: () => ({}) },
      // In percent, so that the choice means the same on a phone.
      widthPercent: {
        default: null,
        parseHTML: (element) => imagePercent(Number(element.getAttribute('data-width-percent'))) ?? null,
        renderHTML: ({ widthPercent }) =>
          imagePercent(widthPercent) ? { 'data-width-percent': String(widthPercent) } : {},
      },
    }
  },
  parseHTML() {
    return [{ tag: 'img[data-attachment]' }]
  },
  renderHTML({ node, HTMLAttributes }) {
    const { attachmentId, width, height } = node.attrs
    const size = Number.isInteger(width) && Number.isInteger(height) ? { width, height } : {}
    return [
      'img',
      mergeAttributes(HTMLAttributes, {
        'data-attachment': String(attachmentId ?? ''),
        src: attachmentPath(attachmentId) ?? '',
        loading: 'lazy',
        ...size,
      }),
    ]
  },
})
