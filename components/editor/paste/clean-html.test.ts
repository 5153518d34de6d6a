// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { getSchema } from '@tiptap/core'
import { DOMParser as PageParser } from '@tiptap/pm/model'
import { describe, expect, test } from 'vitest'
import { allowedSlice } from '#server/document-model/allowed-slice.ts'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { cleanHtml } from './clean-html.ts'
import { keepsWords, visibleMarkdown } from './lost-words.ts'
import { refuseMarkdown, renderMarkdown } from './render-markdown.ts'

const schema = getSchema(documentExtensions())
const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8')

function clean(html: string) {
  const found = cleanHtml(html)
  if (!found) throw new Error('refused')
  return found
}

/** The page that a paste makes, valid by the schema. */
function page(html: string) {
  const box = document.createElement('div')
  box.innerHTML = clean(html).html
  const parsed = PageParser.fromSchema(schema).parse(box)
  const doc = schema.node('doc', null, allowedSlice(parsed.slice(0)).content)
  doc.check()
  return doc
}

const outline = (html: string) => page(html).toString()
const markdown = (text: string) => page(renderMarkdown(text))

describe('Word', () => {
  test('lists that are paragraphs become lists, titles and quotes what they are, and the signs go', () => {
    expect(outline(fixture('word.clipboard.txt'))).toBe(
      [
        'doc(heading("Minutes of Monday")',
        'heading("Decisions")',
        'paragraph("We met at ", bold("nine"), " and left\u00a0at ", italic("ten"), ".")',
        'bulletList(listItem(paragraph("Buy thread"), bulletList(listItem(paragraph("red")), listItem(paragraph("blue")))), listItem(paragraph("Mend the loom")))',
        'paragraph("Then:")',
        'orderedList(listItem(paragraph("Weave")), listItem(paragraph("Sell")))',
        'blockquote(paragraph("Slow and sure."))',
        'table(tableRow(tableCell(paragraph("Loom")), tableCell(paragraph("Cloth"))), tableRow(tableCell(paragraph("One")), tableCell(paragraph("Damask"))))',
        'paragraph("See ", link("the plan")))',
      ].join(', '),
    )
  })
})

describe('Google Docs', () => {
  test('its bold around everything is none; nested lists, ticks, marks by style and links are what was meant', () => {
    expect(outline(fixture('google-docs.clipboard.txt'))).toBe(
      [
        'doc(heading("Trip report")',
        'paragraph("We saw ", bold(italic("three looms")), strike(" four"), code("npm start"))',
        'bulletList(listItem(paragraph("north"), bulletList(listItem(paragraph("cold")))), listItem(paragraph("south")))',
        'taskList(taskItem(paragraph(strike("pack"))), taskItem(paragraph("unpack")))',
        'paragraph(link("map"))',
        'table(tableRow(tableCell(paragraph("Day")), tableCell(paragraph("Place")))))',
      ].join(', '),
    )
    const tasks: unknown[] = []
    let href: unknown
    page(fixture('google-docs.clipboard.txt')).descendants((node) => {
      if (node.type.name === 'taskItem') tasks.push(node.attrs.checked)
      href ??= node.marks.find((mark) => mark.type.name === 'link')?.attrs.href
    })
    expect(tasks).toEqual([true, false])
    expect(href).toBe('https://example.org/map')
  })
})

describe('Notion', () => {
  test('to-dos, callouts and toggles, copied or exported, are ours', () => {
    expect(outline(fixture('notion.clipboard.txt'))).toBe(
      [
        'doc(heading("Roadmap")',
        'paragraph("Ship the ", bold("first"), " version with ", code("npm start"), ".")',
        'taskList(taskItem(paragraph("write docs"), taskList(taskItem(paragraph("outline")))), taskItem(paragraph("record demo")))',
        'callout(paragraph("⚠️ Do not deploy on Friday."))',
        'callout(paragraph("Ask Ada first."), bulletList(listItem(paragraph("twice"))))',
        'toggle(paragraph("More about looms"), paragraph("They are loud."))',
        'taskList(taskItem(paragraph("exported task")))',
        'codeBlock("const a = 1\\nif (a < 2) go()")',
        'table(tableRow(tableHeader(paragraph("Name")), tableHeader(paragraph("Role"))), tableRow(tableCell(paragraph("Ada")), tableCell(paragraph("Owner"))))',
        'blockquote(paragraph("Quoted words"))',
        'horizontalRule)',
      ].join(', '),
    )
    const kinds: unknown[] = []
    page(fixture('notion.clipboard.txt')).forEach((node) => {
      if (node.type.name === 'callout') kinds.push(node.attrs.kind)
    })
    expect(kinds).toEqual(['warning', 'tip'])
  })
})

describe('Markdown', () => {
  test('nested lists, tasks, tables, code and callouts', () => {
    const text = [
      '# Plan *now*',
      '- one\n  - two\n    1. three\n- [x] done\n- [ ] open',
      '| a | b |\n|---|:-:|\n| 1 | **2** |',
      '```ts\nconst x = "<T>"\n```',
      '> [!WARNING]\n> Mind the gap\n> - here',
      '> said',
      '---',
      'Line with `code`, ~~gone~~, <https://a.org> and https://b.org/x.',
    ].join('\n\n')
    expect(markdown(text).toString()).toBe(
      [
        'doc(heading("Plan ", italic("now"))',
        'taskList(taskItem(paragraph("one"), bulletList(listItem(paragraph("two"), orderedList(listItem(paragraph("three")))))), taskItem(paragraph("done")), taskItem(paragraph("open")))',
        'table(tableRow(tableHeader(paragraph("a")), tableHeader(paragraph("b"))), tableRow(tableCell(paragraph("1")), tableCell(paragraph(bold("2")))))',
        'codeBlock("const x = \\"<T>\\"")',
        'callout(paragraph("Mind the gap"), bulletList(listItem(paragraph("here"))))',
        'blockquote(paragraph("said"))',
        'horizontalRule',
        'paragraph("Line with ", code("code"), ", ", strike("gone"), ", ", link("https://a.org"), " and ", link("https://b.org/x"), "."))',
      ].join(', '),
    )
  })
  test('details become a toggle, with Markdown inside', () => {
    expect(markdown('<details>\n<summary>More</summary>\n\n- **a**\n\n</details>\n\nafter').toString()).toBe(
      'doc(toggle(paragraph("More"), bulletList(listItem(paragraph(bold("a"))))), paragraph("after"))',
    )
  })
  test('what only looks like a tag stays text; front matter is kept as code', () => {
    expect(markdown('use **Vec<T>** and <script>alert(1)</script>').textContent).toBe(
      'use Vec<T> and <script>alert(1)</script>',
    )
    expect(markdown('---\ntitle: Plan\n---\n\n# A').toString()).toBe(
      'doc(codeBlock("title: Plan"), heading("A"))',
    )
  })
  test('an image of elsewhere becomes a link, never fetched', () => {
    expect(markdown('![A loom](https://a.org/loom.png) and ![](https://a.org/b.png)').toString()).toBe(
      'doc(paragraph(link("A loom"), " and ", link("b.png")))',
    )
  })
})

test('what a code editor copies is a block of code', () => {
  const html =
    '<div style="color: #d4d4d4;font-family: Consolas, \'Courier New\', monospace;white-space: pre;"><div><span style="color: #569cd6;">const</span> a = 1;</div><br><div>  go(a)</div></div>'
  expect(outline(html)).toBe('doc(codeBlock("const a = 1;\\n\\n  go(a)"))')
})

test('a layout table is no table, a table in a cell gives its words to the cell', () => {
  expect(outline('<table><tr><td><p>only</p></td></tr></table>')).toBe('doc(paragraph("only"))')
  const nested = '<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td></tr></table>'
  expect(outline(nested)).toBe(
    'doc(table(tableRow(tableCell(paragraph("a")), tableCell(paragraph("b"), paragraph("c")))))',
  )
})

test('images that came along as data are taken out to be uploaded, in their place', () => {
  const { html, images } = clean(
    '<p>before</p><img alt="A loom" src="data:image/png;base64,iVBORw0KGgo="><p>after</p><img src="data:image/svg+xml;base64,PHN2Zz4="><img src="file:///etc/passwd" alt="secret">',
  )
  expect(images.map(({ file }) => [file.name, file.type, file.size])).toEqual([
    ['A loom.png', 'image/png', 8],
  ])
  expect(html).toContain(`<p>${images[0]?.token}</p>`)
  expect(html).not.toMatch(/file:|svg|data:/)
})

test.each([
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><a href="javascript:alert(1)">x</a></svg>',
  '<a href="JaVa\tscript:alert(1)">words</a>',
  '<p style="background:url(javascript:alert(1))" onclick="alert(1)">words</p>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<base href="https://evil.test"><form action="https://evil.test"><input name=a value=words></form>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe><object data="x"></object>',
  '<div data-type="callout" data-kind="x" style="position:fixed" class="job-result">words</div>',
])('nothing in %s runs, loads or dresses up', (html) => {
  const found = clean(html).html
  expect(found).not.toMatch(
    /script:|onerror|onload|onclick|style=|class=|<(img|svg|iframe|object|form|base|input)/i,
  )
})

describe('every visible word of what is pasted is in the page', () => {
  test.each(['word.clipboard.txt', 'google-docs.clipboard.txt', 'notion.clipboard.txt'])('of %s', (name) => {
    const { words } = clean(fixture(name))
    expect(words.length).toBeGreaterThan(60)
    expect(
      keepsWords(words, page(fixture(name)).textBetween(0, page(fixture(name)).content.size, '\n')),
    ).toBe(true)
  })

  test('of whatever blocks stand in whatever others, 150 times', () => {
    let seed = 11
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
      return (seed >> 8) % below
    }
    let count = 0
    const word = () => `w${count++}x`
    const TAGS =
      'p div h1 h3 h6 ul ol li blockquote pre table details aside section b i a span code u s dl'.split(' ')
    const make = (depth: number): string => {
      if (depth === 0 || random(4) === 0) return random(3) === 0 ? `${word()}<br>${word()}` : word()
      const inner = Array.from({ length: 1 + random(3) }, () => make(depth - 1)).join(random(2) ? ' ' : '')
      const tag = TAGS[random(TAGS.length)] ?? 'p'
      if (tag === 'table') return `<table><tr><td>${inner}</td><th>${word()}</th></tr></table>`
      if (tag === 'details') return `<details><summary>${word()}</summary>${inner}</details>`
      if (tag === 'dl') return `<dl><dt>${word()}</dt><dd>${inner}</dd></dl>`
      return `<${tag} style="color:red">${inner}</${tag}>`
    }
    for (let round = 0; round < 150; round++) {
      const html = make(5)
      const doc = page(html)
      const kept = keepsWords(clean(html).words, doc.textBetween(0, doc.content.size, '\n'))
      expect([html, kept]).toEqual([html, true])
    }
  })

  test('of Markdown, whatever signs stand together', () => {
    let seed = 5
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
      return (seed >> 8) % below
    }
    const LINES = [
      '# H',
      '- item',
      '  - deep',
      '1. one',
      '> quote',
      '| a | b |\n|---|---|\n| c | d |',
      '```\ncode\n```',
      '',
      '**bold** and _it_',
      '[x](https://a.org)',
      '- [ ] todo',
      '> [!TIP]\n> tip',
      '<b>tag</b>',
      'a < b > c',
      '***',
      '![alt](https://a.org/i.png)',
      '&amp; &copy;',
      '\\* star',
    ]
    for (let round = 0; round < 150; round++) {
      const text = Array.from({ length: 6 }, () => LINES[random(LINES.length)]).join('\n')
      const doc = markdown(text)
      const kept = keepsWords(visibleMarkdown(text), doc.textBetween(0, doc.content.size, '\n'))
      expect([text, kept]).toEqual([text, true])
    }
  })
})

test('a lost word is noticed', () => {
  expect(keepsWords('one two three', 'One')).toBe(false)
  expect(keepsWords('one two', '1. one - two!')).toBe(true)
  expect(keepsWords('two one', 'one two')).toBe(false)
})

describe('what is larger than a page is refused at once', () => {
  test.each([
    ['deep', '<div>'.repeat(1_000)],
    ['wide', '<b></b>'.repeat(60_001)],
    ['long', `<p>${'x'.repeat(4_000_001)}</p>`],
  ])('%s', (_name, html) => {
    const started = performance.now()
    expect(cleanHtml(html)).toBeUndefined()
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  test.each(['[', '![', '*', '>', '`', '_', '|a\n|-\n', '- ', '**a', '<', '<a ', '[a](', '&', '~~a'])(
    'a hundred thousand signs of %j are read or refused in about a second',
    (sign) => {
      const text = sign.repeat(100_000 / sign.length)
      const started = performance.now()
      if (!refuseMarkdown(text)) renderMarkdown(text)
      visibleMarkdown(text)
      expect(performance.now() - started).toBeLessThan(2_000)
    },
  )

  test('a line of a megabyte is refused with its limit', () => {
    expect(refuseMarkdown(`# ${'word '.repeat(210_000)}`)).toContain('200,000 characters')
  })
})
