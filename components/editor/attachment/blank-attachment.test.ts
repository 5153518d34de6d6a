import { getSchema, type JSONContent } from '@tiptap/core'
import { EditorState } from '@tiptap/pm/state'
import { describe, expect, test } from 'vitest'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { blankAttachment } from './blank-attachment.ts'

const schema = getSchema(documentExtensions())
const ERASED = '11111111-1111-4111-8111-111111111111'
const OTHER = '22222222-2222-4222-8222-222222222222'

const file = (attachmentId: string): JSONContent => ({
  type: 'file',
  attrs: { attachmentId, name: 'Salaries.txt', mediaType: 'text/plain', bytes: 70 },
})
const image = (attachmentId: string): JSONContent => ({
  type: 'image',
  attrs: { attachmentId, alt: 'A face', width: 800, height: 600, widthPercent: 50 },
})

function page(...content: JSONContent[]): EditorState {
  return EditorState.create({ doc: schema.nodeFromJSON({ type: 'doc', content }) })
}

describe('what a page says of a file that was deleted for good', () => {
  test('goes from every block of it, in lists and quotes too, and from no other', () => {
    const state = page(
      file(ERASED),
      { type: 'blockquote', content: [image(ERASED)] },
      file(OTHER),
      image(OTHER),
    )
    const changed = blankAttachment(state, ERASED)
    const blocks = changed?.doc.toJSON().content
    expect(blocks[0].attrs).toEqual({ attachmentId: ERASED, name: '', mediaType: 'text/plain', bytes: 0 })
    expect(blocks[1].content[0].attrs).toMatchObject({
      attachmentId: ERASED,
      alt: '',
      width: null,
      height: null,
    })
    expect(blocks.slice(2)).toEqual(state.doc.toJSON().content.slice(2))
    expect(JSON.stringify(blocks.slice(0, 2))).not.toMatch(/Salaries|A face/)
  })

  test('leaves the blocks where they are, so that the page still says that something was there', () => {
    const changed = blankAttachment(page(file(ERASED), image(ERASED)), ERASED)
    expect(changed?.doc.childCount).toBe(2)
  })

  test('comes back by no undo', () => {
    expect(blankAttachment(page(file(ERASED)), ERASED)?.getMeta('addToHistory')).toBe(false)
  })

  test('is no change to a page that does not show the file', () => {
    expect(blankAttachment(page(file(OTHER)), ERASED)).toBeUndefined()
  })
})
