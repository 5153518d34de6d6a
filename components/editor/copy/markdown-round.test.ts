// @vitest-environment jsdom
import { getSchema } from '@tiptap/core'
import { type Node, DOMParser as PageParser } from '@tiptap/pm/model'
import { describe, expect, test } from 'vitest'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { markdownText } from '#server/document-model/markdown-text.ts'
import { cleanHtml } from '../paste/clean-html.ts'
import { renderMarkdown } from '../paste/render-markdown.ts'

const schema = getSchema(documentExtensions())
const ID = '0192b0a1-0000-7000-8000-000000000001'

function read(markdown: string): Node {
  const box = document.createElement('div')
  box.innerHTML = cleanHtml(renderMarkdown(markdown))?.html ?? ''
  return PageParser.fromSchema(schema).parse(box)
}
const written = (doc: Node) => markdownText(doc.content)

describe('what is copied as Markdown and pasted again is the same page', () => {
  test.each([
    [
      'headings and marks',
      '# One\n\n### Three\n\na **bold *both*** *it* ~~gone~~ `code` [link](https://a.org) <u>under</u>',
    ],
    ['nested lists', '- one\n  - two\n    1. three\n    2. four\n- five\n\n  more of five'],
    ['numbers that begin elsewhere', '7. seven\n8. eight'],
    ['to-dos', '- [x] done\n- [ ] open\n  - [ ] below'],
    ['tables', '| a | b |\n| --- | --- |\n| **1** | x \\| y |'],
    ['code', '````ts\nconst a = `x`\n```\nstill\n````'],
    ['quotes and callouts', '> said\n>\n> twice\n\n> [!WARNING]\n> mind\n>\n> - the gap'],
    ['toggles', '<details>\n<summary>More &lt;b></summary>\n\n- inside\n\n</details>'],
    ['a divider', 'a\n\n---\n\nb'],
    ['a line broken', 'one\\\ntwo'],
  ])('%s', (_name, markdown) => {
    const page = read(markdown)
    expect(read(written(page)).toJSON()).toEqual(page.toJSON())
  })

  test('words that look like signs stay words', () => {
    for (const text of [
      '# no heading',
      '- no item',
      '1. no number',
      '> no quote',
      '*no* _marks_ **at** `all`',
      '[no](link)',
      '<b>no tag</b>',
      '&amp; no entity',
      'back\\slash',
      '---',
      '~~no~~',
    ]) {
      const page = schema.node('doc', null, schema.node('paragraph', null, schema.text(text)))
      expect(read(written(page)).toJSON()).toEqual(page.toJSON())
    }
  })
})

test('what needs no escape has none', () => {
  const line = (text: string) =>
    written(schema.node('doc', null, schema.node('paragraph', null, schema.text(text))))
  for (const text of ['2 * 3 = 6', 'snake_case_name', 'a < b > c', 'C# and -1', 'R&D'])
    expect(line(text)).toBe(text)
})

test('images, files and mentions lead to this server, and a page’s mention tells no title', () => {
  const doc = schema.node('doc', null, [
    schema.node('image', { attachmentId: ID, alt: 'A loom' }),
    schema.node('file', { attachmentId: ID, name: 'plan.pdf' }),
    schema.node('paragraph', null, [
      schema.node('mention', { kind: 'person', targetId: ID, label: 'Ada' }),
      schema.text(' '),
      schema.node('mention', { kind: 'page', targetId: ID, label: '' }),
    ]),
  ])
  expect(markdownText(doc.content, (path) => `https://weft.example${path}`)).toBe(
    [
      `![A loom](https://weft.example/api/v1/attachments/${ID})`,
      `[plan.pdf](https://weft.example/api/v1/attachments/${ID})`,
      `@Ada [page](https://weft.example/documents/${ID})`,
    ].join('\n\n'),
  )
})
