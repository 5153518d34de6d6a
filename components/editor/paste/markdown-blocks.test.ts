import { getSchema } from '@tiptap/core'
import { expect, test } from 'vitest'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { looksLikeMarkdown, markdownBlocks } from './markdown-blocks.ts'

const schema = getSchema(documentExtensions())

/** The blocks as the page's own schema reads them: whatever it does not allow throws. */
function outline(markdown: string): string {
  const doc = schema.nodeFromJSON({ type: 'doc', content: markdownBlocks(markdown) })
  doc.check()
  return doc.toString()
}

test('blocks of Markdown become blocks of the page', () => {
  expect(
    outline('# Plan\n\nFirst line\nsecond line\n\n- one\n- two\n\n1. a\n2. b\n\n> wise\n> words\n\n---'),
  ).toBe(
    'doc(heading("Plan"), paragraph("First line second line"), bulletList(listItem(paragraph("one")), listItem(paragraph("two"))), orderedList(listItem(paragraph("a")), listItem(paragraph("b"))), blockquote(paragraph("wise words")), horizontalRule)',
  )
})

test('to-dos keep their ticks', () => {
  const [list] = markdownBlocks('- [ ] open\n- [x] done')
  expect(list?.content?.map(({ attrs }) => attrs?.checked)).toEqual([false, true])
})

test('code in fences is left as it is', () => {
  expect(markdownBlocks('```ts\n# no heading\n**no bold**\n```\nafter')).toEqual([
    {
      type: 'codeBlock',
      attrs: { language: 'ts' },
      content: [{ type: 'text', text: '# no heading\n**no bold**' }],
    },
    { type: 'paragraph', content: [{ type: 'text', text: 'after' }] },
  ])
})

test('marks may stand inside marks; snake_case and 2 * 3 * 4 are no marks', () => {
  expect(outline('**bold _and italic_** `x` ~~gone~~')).toBe(
    'doc(paragraph(bold("bold "), bold(italic("and italic")), " ", code("x"), " ", strike("gone")))',
  )
  expect(outline('a snake_case_name and 2 * 3 * 4')).toBe('doc(paragraph("a snake_case_name and 2 * 3 * 4"))')
})

test('a link becomes one only when its address is safe', () => {
  expect(outline('[a](https://a.org)')).toContain('link("a")')
  expect(outline('[a](javascript:alert)')).toBe('doc(paragraph("[a](javascript:alert)"))')
})

test('plain text is not taken for Markdown', () => {
  expect(looksLikeMarkdown('Dear Ada,\nthe 2 * 3 thing - as agreed.\nBen')).toBe(false)
  expect(looksLikeMarkdown('# Plan')).toBe(true)
  expect(looksLikeMarkdown('see [x](https://a.org)')).toBe(true)
})

test('a hundred thousand signs take less than a second', () => {
  for (const sign of ['[', '*', '>', '`', '_', '~', '- ', '**a']) {
    const started = performance.now()
    const text = sign.repeat(100_000 / sign.length)
    looksLikeMarkdown(text)
    markdownBlocks(text)
    expect(performance.now() - started, sign).toBeLessThan(1_000)
  }
})
