import { mergeAttributes, Node } from '@tiptap/core'
import { cutText } from '#server/contracts/cut-text.ts'
import { attachmentPath } from './image-node.ts'

export const FILE_NAME_MAX = 300
export const FILE_BYTES_MAX = 2 ** 40
const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,60}$/

/** True for a media type without parameters, in lower case. */
export function isMediaType(value: unknown): value is string {
  return typeof value === 'string' && MEDIA_TYPE.test(value)
}

/**
 * Any attachment, as a block with its name and, where the browser can, a preview. Like an image it keeps the attachment's id
 * and never an address. Name, type and size are for the eye alone: what is served goes by the bytes.
 */
export const FileNode = Node.create({
  name: 'file',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes() {
    const from = (name: string) => (element: HTMLElement) => element.getAttribute(`data-${name}`)
    return {
      attachmentId: {
        default: null,
        parseHTML: from('attachment'),
        renderHTML: ({ attachmentId }) => ({ 'data-attachment': String(attachmentId ?? '') }),
      },
      name: {
        default: '',
        parseHTML: (element) => cutText(from('name')(element) ?? '', FILE_NAME_MAX),
        renderHTML: ({ name }) => ({ 'data-name': String(name ?? '') }),
      },
      mediaType: {
        default: 'application/octet-stream',
        parseHTML: (element) => {
          const type = from('media')(element)
          return isMediaType(type) ? type : 'application/octet-stream'
        },
        renderHTML: ({ mediaType }) => ({ 'data-media': String(mediaType ?? '') }),
      },
      bytes: {
        default: 0,
        parseHTML: (element) => {
          const bytes = Number(from('bytes')(element))
          return Number.isInteger(bytes) && bytes >= 0 && bytes <= FILE_BYTES_MAX ? bytes : 0
        },
        renderHTML: ({ bytes }) => ({ 'data-bytes': String(bytes ?? 0) }),
      },
    }
  },
  parseHTML() {
    return [{ tag: 'a[data-type="file"]', priority: 60 }]
  },
  renderHTML({ node, HTMLAttributes }) {
    return [
      'a',
      mergeAttributes(HTMLAttributes, {
        'data-type': 'file',
        href: attachmentPath(node.attrs.attachmentId) ?? '',
      }),
      String(node.attrs.name || 'file'),
    ]
  },
  renderText: ({ node }) => String(node.attrs.name ?? ''),
})
