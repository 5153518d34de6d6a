// @vitest-environment jsdom
import type { JSONContent } from '@tiptap/core'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { clipboard } from '#server/testing/screens/missing-in-jsdom.ts'
import { bullets, openEditor, p, within } from '#server/testing/screens/open-editor.ts'
import { SHORTCUTS } from '../keyboard/shortcuts.ts'
import { LinkFollower } from './anchor/link-follower.ts'
import { copyLinkToBlock, shownBlock } from './anchor/show-block.ts'
import { colouredCode } from './code/code-extension.ts'
import { copyClean } from './copy/copy-clean.ts'
import { acceptJobResult, rejectJobResult } from './job-result/settle-job-result.ts'
import { keysExtension } from './keys-extension.ts'
import {
  finishUpload,
  hideUpload,
  showProgress,
  showUpload,
  UploadPlaceholders,
} from './media/upload-placeholders.ts'
import { hasHeaderRow, newTable, stepColumnWidth } from './table/table-actions.ts'
import { editableTable } from './table/table-extension.ts'
import { foldingToggle, toggleKeys } from './toggle/toggle-extension.ts'

const text = (words: string, ...marks: string[]): JSONContent => ({
  type: 'text',
  text: words,
  marks: marks.map((type) => ({ type })),
})

describe('the keys of the page', () => {
  function page(...content: JSONContent[]) {
    const asked: string[] = []
    const opened = openEditor([
      keysExtension({
        onLink: () => void asked.push('link'),
        onBlockMenu: () => void asked.push('menu'),
        onAskJob: () => void asked.push('job'),
        onTop: () => void asked.push('top'),
      }),
      toggleKeys,
    ])
    opened.write(...content)
    return { ...opened, asked }
  }

  const MARKS = [
    ['bold', 'bold("words")'],
    ['italic', 'italic("words")'],
    ['underline', 'underline("words")'],
    ['strike', 'strike("words")'],
    ['code', 'code("words")'],
  ] as const
  test.each(MARKS)(
    '%s is put on the selected words, taken off by the same keys, and undone',
    (name, marked) => {
      const { caretAt, press, outline } = page(p('some words here'))
      caretAt('words', 0, 5)
      expect(press(SHORTCUTS[name].keys)).toBe(true)
      expect(outline()).toBe(`doc(paragraph("some ", ${marked}, " here"))`)
      press(SHORTCUTS[name].keys)
      expect(outline()).toBe('doc(paragraph("some words here"))')
      press(SHORTCUTS.undo.keys)
      expect(outline()).not.toBe('doc(paragraph("some words here"))')
    },
  )

  const BLOCKS = [
    ['heading1', 'heading("words")'],
    ['heading3', 'heading("words")'],
    ['numbers', 'orderedList(listItem(paragraph("words")))'],
    ['bullets', 'bulletList(listItem(paragraph("words")))'],
    ['tasks', 'taskList(taskItem(paragraph("words")))'],
    ['quote', 'blockquote(paragraph("words"))'],
    ['codeBlock', 'codeBlock("words")'],
  ] as const
  test.each(BLOCKS)('%s is what the block of the caret becomes', (name, made) => {
    const { caretAt, press, outline } = page(p('words'), p('after'))
    caretAt('words', 2)
    expect(press(SHORTCUTS[name].keys)).toBe(true)
    expect(outline()).toBe(`doc(${made}, paragraph("after"))`)
  })

  test('Mod+Enter ticks the to-do of the caret and no other, and takes the tick away', () => {
    const item = (words: string) => within('taskItem', p(words))
    const { caretAt, press, blocks } = page(within('taskList', item('one'), item('two')))
    const ticks = () => blocks()[0]?.content?.map(({ attrs }) => attrs?.checked)
    caretAt('two')
    expect(press('Mod-Enter')).toBe(true)
    expect(ticks()).toEqual([false, true])
    press('Mod-Enter')
    expect(ticks()).toEqual([false, false])
  })

  test('the key for a link is the page’s own where there is nothing to link', () => {
    const { caretAt, press, asked } = page(p('words'))
    caretAt('words')
    expect(press(SHORTCUTS.link.keys)).toBe(false)
    caretAt('words', 0, 5)
    expect(press(SHORTCUTS.link.keys)).toBe(true)
    expect(asked).toEqual(['link'])
  })

  test('blocks step over their neighbours, and the key is answered at the ends too', () => {
    const { caretAt, press, outline, editor } = page(p('a'), bullets('b', 'c'), p('d'))
    caretAt('d')
    expect(press('Mod-Shift-ArrowDown')).toBe(true)
    expect(press('Mod-Shift-ArrowUp')).toBe(true)
    expect(outline()).toBe(
      'doc(paragraph("a"), paragraph("d"), bulletList(listItem(paragraph("b")), listItem(paragraph("c"))))',
    )
    caretAt('c')
    press('Mod-Shift-ArrowUp')
    expect(outline()).toContain('bulletList(listItem(paragraph("c")), listItem(paragraph("b")))')
    editor.setEditable(false)
    expect(press('Mod-Shift-ArrowUp')).toBe(false)
  })

  test('who may only read is offered no menu of the block', () => {
    const { press, asked, editor } = page(p('a'))
    expect(press(SHORTCUTS.blockMenu.keys)).toBe(true)
    editor.setEditable(false)
    expect(press(SHORTCUTS.blockMenu.keys)).toBe(false)
    expect(asked).toEqual(['menu'])
  })
})

describe('a table', () => {
  const cell = (words: string, attrs = {}, type = 'tableCell'): JSONContent => ({
    type,
    attrs,
    content: [p(words)],
  })
  function table(...rows: JSONContent[][]) {
    const opened = openEditor([], { table: editableTable })
    opened.write(within('table', ...rows.map((cells) => within('tableRow', ...cells))))
    return opened
  }

  test('begins with a header row; one cell that is none makes it a row like others', () => {
    const opened = openEditor([], { table: editableTable })
    opened.write(newTable())
    opened.editor.commands.setTextSelection(4)
    expect(hasHeaderRow(opened.editor)).toBe(true)
    const mixed = table([cell('a', {}, 'tableHeader'), cell('b')])
    mixed.caretAt('b')
    expect(hasHeaderRow(mixed.editor)).toBe(false)
  })

  test('Tab goes from cell to cell, and behind the last makes a row', () => {
    const { caretAt, press, editor, outline } = table([cell('a'), cell('b')])
    caretAt('a')
    press('Tab')
    expect(editor.state.selection.$from.parent.textContent).toBe('b')
    press('Tab')
    expect(outline()).toContain('tableRow(tableCell(paragraph), tableCell(paragraph))')
    press('Shift-Tab')
    expect(editor.state.selection.$from.parent.textContent).toBe('b')
  })

  test('a column is made wider in every row, and never narrower than can be seen', () => {
    const { caretAt, editor, blocks } = table([cell('a'), cell('b')], [cell('c'), cell('d')])
    const widths = (): (number[] | null)[][] =>
      (blocks()[0]?.content ?? []).map(({ content }) =>
        (content ?? []).map(({ attrs }) => attrs?.colwidth ?? null),
      )
    caretAt('d')
    expect(stepColumnWidth(editor, 1)).toBe(true)
    const [[first, wide] = []] = widths()
    expect(first).toBeNull()
    expect(widths()[1]).toEqual([null, wide])
    for (let step = 0; step < 40; step++) stepColumnWidth(editor, -1)
    const [[, narrow] = []] = widths()
    expect(narrow?.[0]).toBeGreaterThanOrEqual(40)
    expect(narrow?.[0]).toBeLessThanOrEqual(wide?.[0] ?? 0)
  })

  test('a cell over two columns keeps a width for each', () => {
    const { caretAt, editor, blocks } = table([cell('broad', { colspan: 2 })], [cell('c'), cell('second')])
    caretAt('second')
    stepColumnWidth(editor, 1)
    const [head] = blocks()[0]?.content?.[0]?.content ?? []
    expect(head?.attrs?.colwidth).toHaveLength(2)
    expect(head?.attrs?.colwidth?.[0]).toBe(0)
    editor.state.doc.check()
  })

  test('outside of one nothing is made wider', () => {
    const opened = openEditor()
    opened.write(p('a'))
    opened.caretAt('a')
    expect(stepColumnWidth(opened.editor, 1)).toBe(false)
    expect(hasHeaderRow(opened.editor)).toBe(false)
  })
})

describe('a toggle', () => {
  function toggle(...content: JSONContent[]) {
    const opened = openEditor([toggleKeys], { toggle: foldingToggle })
    const toggles = content.length > 0 ? content : [within('toggle', p('Hea'), p('body'))]
    // The caret stands at the end of what was written, which is outside.
    opened.write(...toggles, p('after'))
    const buttons = () => [...opened.editor.view.dom.querySelectorAll<HTMLButtonElement>('.toggle-mark')]
    return { ...opened, buttons, states: () => buttons().map((each) => each.getAttribute('aria-expanded')) }
  }

  test('is folded at first, called by its heading, and opened by a press or by Mod+Enter', () => {
    const { buttons, states, caretAt, press, outline } = toggle()
    const before = outline()
    expect(buttons().map((each) => each.getAttribute('aria-label'))).toEqual(['Open Hea'])
    buttons()[0]?.click()
    expect(states()).toEqual(['true'])
    expect(buttons()[0]?.getAttribute('aria-label')).toBe('Fold Hea')
    caretAt('Hea')
    expect(press('Mod-Enter')).toBe(true)
    expect(states()).toEqual(['false'])
    // Open or folded is the reader's own, and no change of the page.
    expect(outline()).toBe(before)
  })

  test('opens when the caret comes into what it hides, and every one around it', () => {
    const { caretAt, states } = toggle(within('toggle', p('A'), within('toggle', p('B'), p('deep'))))
    expect(states()).toEqual(['false', 'false'])
    caretAt('deep')
    expect(states()).toEqual(['true', 'true'])
  })

  test('the caret in its heading opens nothing', () => {
    const { caretAt, states } = toggle()
    caretAt('Hea', 2)
    expect(states()).toEqual(['false'])
  })

  test('that is folded around the caret leads it to the end of the heading', () => {
    const { caretAt, buttons, editor } = toggle()
    caretAt('body', 2)
    buttons()[0]?.click()
    expect(editor.state.selection.$from.parent.textContent).toBe('Hea')
    expect(editor.state.selection.$from.parentOffset).toBe(3)
  })

  test('follows its heading by name, long ones cut', () => {
    const { caretAt, buttons, editor } = toggle()
    caretAt('Hea', 3)
    editor.commands.insertContent('🧵'.repeat(60))
    const label = buttons()[0]?.getAttribute('aria-label') ?? ''
    expect(label).toMatch(/^Open Hea🧵/)
    expect(label.length).toBeLessThanOrEqual(85)
    expect(label.isWellFormed()).toBe(true)
    editor.commands.setContent({ type: 'doc', content: [within('toggle', p(), p('body')), p('after')] })
    expect(buttons()[0]?.getAttribute('aria-label')).toBe('Open the toggle')
  })
})

describe('a code block', () => {
  function code(language: string | null, words = 'let a') {
    const opened = openEditor([], { codeBlock: colouredCode })
    opened.write({ type: 'codeBlock', attrs: { language }, content: [text(words)] })
    const { dom } = opened.editor.view
    const select = () => dom.querySelector('select') as HTMLSelectElement
    const written = () => opened.blocks()[0]?.attrs?.language
    return { ...opened, select, written, dom }
  }
  const choose = (select: HTMLSelectElement, value: string) => {
    select.value = value
    select.dispatchEvent(new Event('change'))
  }

  test('has a choice of its language, which is written down, and none for plain text', () => {
    const { select, written } = code(null)
    expect(select().getAttribute('aria-label')).toBe('Language of the code')
    expect(select().selectedOptions[0]?.textContent).toBe('Plain text')
    choose(select(), 'python')
    expect(written()).toBe('python')
    choose(select(), '')
    expect(written()).toBeNull()
  })

  test('keeps a language that it does not colour by its name', () => {
    const { select, written } = code('cobol-85')
    expect(select().selectedOptions[0]?.textContent).toBe('cobol-85')
    expect(written()).toBe('cobol-85')
  })

  test('goes back to what is written when a reader chooses', () => {
    const { select, written, editor } = code('python')
    editor.setEditable(false)
    choose(select(), '')
    expect([select().value, written()]).toEqual(['python', 'python'])
  })

  test('is copied whole, with its lines', async () => {
    const { dom } = code(null, 'if (x)\n\ty')
    dom.querySelector<HTMLButtonElement>('.code-copy')?.click()
    await Promise.resolve()
    expect(clipboard()).toEqual(['if (x)\n\ty'])
  })

  test('is indented by two spaces', () => {
    const { caretAt, press, outline } = code(null)
    caretAt('let')
    expect(press('Tab')).toBe(true)
    expect(outline()).toBe('doc(codeBlock("  let a"))')
  })
})

describe('a job’s result in the page', () => {
  const pending = (...content: JSONContent[]): JSONContent => ({
    ...{
      type: 'jobResult',
      attrs: { kind: 'summarise', taskId: '0190a4b2-7c3d-7e5f-8a9b-000000000001' },
      content,
    },
  })
  function result(...content: JSONContent[]) {
    const opened = openEditor()
    opened.write(...content)
    return opened
  }

  test('accepted becomes the page’s own words, marked with their job, in one step of undo', () => {
    const { editor, outline, positionOf } = result(p('a'), pending(p('One.'), bullets('two')), p('z'))
    expect(acceptJobResult(editor, positionOf('jobResult'))).toBe(true)
    expect(outline()).toBe(
      'doc(paragraph("a"), paragraph(provenance("One.")), bulletList(listItem(paragraph(provenance("two")))), paragraph("z"))',
    )
    expect(editor.state.selection.$from.parent.textContent).toBe('two')
    editor.commands.undo()
    expect(outline()).toContain('jobResult(paragraph("One.")')
  })

  test('accepted code stays without marks, which it cannot carry', () => {
    const { editor, outline, positionOf } = result(pending(within('codeBlock', text('x = 1'))))
    acceptJobResult(editor, positionOf('jobResult'))
    expect(outline()).toBe('doc(codeBlock("x = 1"))')
    editor.state.doc.check()
  })

  test('rejected goes, in one step of undo, and leaves a line in a page that held nothing else', () => {
    const { editor, outline, positionOf } = result(pending(p('One.')))
    expect(rejectJobResult(editor, positionOf('jobResult'))).toBe(true)
    expect(outline()).toBe('doc(paragraph)')
    editor.commands.undo()
    expect(outline()).toBe('doc(jobResult(paragraph("One.")))')
    const two = result(p('a'), pending(p('One.')))
    rejectJobResult(two.editor, two.positionOf('jobResult'))
    expect(two.outline()).toBe('doc(paragraph("a"))')
  })

  test('that somebody else has settled already is left alone', () => {
    const { editor, outline } = result(p('a'), p('b'))
    expect(acceptJobResult(editor, 0)).toBe(false)
    expect(rejectJobResult(editor, 3)).toBe(false)
    expect(outline()).toBe('doc(paragraph("a"), paragraph("b"))')
  })
})

describe('a file on its way', () => {
  const image: JSONContent = {
    type: 'image',
    attrs: { attachmentId: '0190a4b2-7c3d-7e5f-8a9b-000000000009' },
  }
  function uploading(...content: JSONContent[]) {
    const opened = openEditor([UploadPlaceholders])
    opened.write(...content)
    const cancelled: string[] = []
    const begin = (position: number, name = 'a <b>.png') =>
      showUpload(opened.editor, 'u1', name, position, () => void cancelled.push(name))
    const box = () => opened.editor.view.dom.querySelector('[data-upload]')
    return { ...opened, begin, box, cancelled }
  }

  test('is shown by its name and can be given up; the page itself knows nothing of it', () => {
    const { begin, box, outline, cancelled, editor, shared } = uploading(p('a'), p('b'))
    const before = Y.encodeStateAsUpdate(shared)
    begin(1)
    expect(box()?.querySelector('[role=status]')?.textContent).toBe('Uploading a <b>.png')
    const button = box()?.querySelector('button')
    expect(button?.getAttribute('aria-label')).toBe('Cancel the upload of a <b>.png')
    button?.click()
    expect(cancelled).toEqual(['a <b>.png'])
    expect(outline()).toBe('doc(paragraph("a"), paragraph("b"))')
    expect(Y.encodeStateAsUpdate(shared)).toEqual(before)
    hideUpload(editor, 'u1')
    expect(box()).toBeNull()
  })

  test('tells how far it is', () => {
    const { begin, box, editor } = uploading(p('a'))
    begin(1)
    showProgress(editor, 'u1', 0.456)
    expect(box()?.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('46')
    showProgress(editor, 'another', 0.9)
    editor.destroy()
    showProgress(editor, 'u1', 1)
  })

  test('comes to stand behind its block, wherever that has moved meanwhile', () => {
    const { begin, editor, outline, shared } = uploading(p('a'), p('b'))
    begin(1)
    // Somebody else writes above it.
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(shared))
    const above = new Y.XmlElement('paragraph')
    above.insert(0, [new Y.XmlText('above')])
    other.getXmlFragment(ROOT.body).insert(0, [above])
    Y.applyUpdate(shared, Y.encodeStateAsUpdate(other))
    finishUpload(editor, 'u1', image)
    expect(outline()).toBe('doc(paragraph("above"), paragraph("a"), image, paragraph("b"))')
  })

  test('takes the place of an empty line, and leaves a line behind it at the end of the page', () => {
    const { begin, editor, outline } = uploading(p('a'), p())
    begin(4)
    finishUpload(editor, 'u1', image)
    expect(outline()).toBe('doc(paragraph("a"), image, paragraph)')
  })

  test('that was given up comes no more', () => {
    const { begin, editor, outline } = uploading(p('a'))
    begin(1)
    hideUpload(editor, 'u1')
    finishUpload(editor, 'u1', image)
    expect(outline()).toBe('doc(paragraph("a"))')
  })
})

describe('what is copied', () => {
  function copied(select: (page: ReturnType<typeof openEditor>) => void, ...content: JSONContent[]) {
    const page = openEditor([copyClean])
    page.write(...content)
    select(page)
    const { dom, text: words } = page.editor.view.serializeForClipboard(page.editor.state.selection.content())
    return { html: dom.innerHTML, words }
  }

  test('of a few words is these words, with their lines and without signs', () => {
    const lines = within('paragraph', text('some '), text('bold', 'bold'), { type: 'hardBreak' }, text('end'))
    const { words } = copied(({ editor }) => editor.commands.setTextSelection({ from: 3, to: 14 }), lines)
    expect(words).toBe('me bold\nend')
  })

  test('of blocks is Markdown for whatever takes text alone', () => {
    const heading = { type: 'heading', attrs: { level: 2 }, content: [text('Plan')] }
    const { words } = copied(({ editor }) => editor.commands.selectAll(), heading, bullets('a', 'b'))
    expect(words).toMatch(/^## Plan\n\n[-*] a\n[-*] b\s*$/)
  })

  test('leads back to this server, and links elsewhere stay as they are', () => {
    const link = (href: string) => ({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] })
    const { html } = copied(
      ({ editor }) => editor.commands.selectAll(),
      within('paragraph', link('/documents/7'), text(' '), link('https://example.org/x')),
    )
    expect(html).toContain('href="http://localhost:3000/documents/7"')
    expect(html).toContain('href="https://example.org/x"')
  })

  test('of code keeps its lines and takes no fence along', () => {
    const { words } = copied(
      ({ editor }) => editor.commands.setTextSelection({ from: 1, to: 6 }),
      within('codeBlock', text('a\n  b')),
    )
    expect(words).toBe('a\n  b')
  })
})

describe('a link to a block', () => {
  function linked(...content: JSONContent[]) {
    const opened = openEditor([shownBlock, toggleKeys], { toggle: foldingToggle })
    opened.write(...content)
    const marked = () => opened.editor.view.dom.querySelector('.is-linked-to')?.textContent
    const linkTo = async (position: number) => {
      copyLinkToBlock(opened.editor, position)
      await Promise.resolve()
      return new URL(clipboard().at(-1) ?? '').hash
    }
    const said: string[] = []
    const follower = new LinkFollower(opened.editor, (words) => said.push(words))
    return { ...opened, marked, linkTo, follower, said }
  }
  /** Somebody else writes a line above all others. */
  function writeAbove(shared: Y.Doc): void {
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(shared))
    const above = new Y.XmlElement('paragraph')
    above.insert(0, [new Y.XmlText('above')])
    other.getXmlFragment(ROOT.body).insert(0, [above])
    Y.applyUpdate(shared, Y.encodeStateAsUpdate(other))
  }

  test('leads to it with the caret, and sets it off', async () => {
    const { editor, linkTo, marked, follower } = linked(p('a'), p('b'), p('c'))
    follower.follow(await linkTo(3), 'connected')
    expect(marked()).toBe('b')
    expect(editor.state.selection.$from.parent.textContent).toBe('b')
  })

  test('holds while others write above it: the link, and the block that is set off', async () => {
    const { shared, linkTo, marked, follower } = linked(p('a'), p('b'), p('c'))
    const hash = await linkTo(3)
    writeAbove(shared)
    follower.follow(hash, 'connected')
    expect(marked()).toBe('b')
    writeAbove(shared)
    expect(marked()).toBe('b')
  })

  test('opens what folds it away', async () => {
    const { editor, linkTo, positionOf, follower } = linked(
      within('toggle', p('Head'), p('deep')),
      p('after'),
    )
    follower.follow(await linkTo(positionOf('toggle') + 7), 'connected')
    expect(editor.view.dom.querySelector('.toggle-mark')?.getAttribute('aria-expanded')).toBe('true')
  })

  test('to a block that is gone, or that is none, moves nothing', async () => {
    const { editor, linkTo, marked, write, follower, said } = linked(p('a'), p('b'))
    const hash = await linkTo(3)
    write(p('other'))
    const before = editor.state.selection
    for (const address of [hash, '#block-nonsense', '#elsewhere', '']) follower.follow(address, 'connected')
    expect(editor.state.selection.eq(before)).toBe(true)
    expect(marked()).toBeUndefined()
    expect(said).toEqual(Array(2).fill('The block that this link names is not on this page any more'))
  })

  test('on an older copy shows the block at once, and says that it is gone when the server has told so', async () => {
    const { linkTo, marked, write, follower, said } = linked(p('a'), p('b'))
    follower.follow(await linkTo(3), 'connecting')
    expect(marked()).toBe('b')
    write(p('other'))
    expect(said).toEqual([])
    follower.look('connected')
    follower.look('connected')
    expect(said).toEqual(['The block that this link names is not on this page any more'])
  })

  test('to a block that an older copy lacks waits for the server, and goes there once', async () => {
    const { shared, linkTo } = linked(p('a'), p('b'))
    const whole = Y.encodeStateAsUpdate(shared)
    const hash = await linkTo(3)
    const late = linked()
    late.follower.follow(hash, 'connecting')
    expect([late.marked(), late.said]).toEqual([undefined, []])
    late.follower.look('offline')
    late.follower.look('offline')
    expect(late.said).toEqual([
      'The block that this link names is not in the copy of the page on this device',
    ])
    Y.applyUpdate(late.shared, whole)
    late.follower.look('connected')
    expect(late.marked()).toBe('b')
    late.editor.commands.setTextSelection(1)
    late.follower.look('connected')
    expect(late.editor.state.selection.from).toBe(1)
    expect(late.said).toHaveLength(1)
  })
})
