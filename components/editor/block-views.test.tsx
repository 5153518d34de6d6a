// @vitest-environment jsdom
import type { Extensions, JSONContent } from '@tiptap/core'
import { EditorContent, ReactNodeViewRenderer } from '@tiptap/react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { CalloutNode } from '#server/document-model/callout-node.ts'
import { FileNode } from '#server/document-model/file-node.ts'
import { ImageNode } from '#server/document-model/image-node.ts'
import { JobResultNode } from '#server/document-model/job-result-node.ts'
import { MentionNode } from '#server/document-model/mention-node.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { type Answers, noAnswer, problem } from '#server/testing/screens/answer-calls.ts'
import { openEditor, p, within } from '#server/testing/screens/open-editor.ts'
import {
  idOf,
  NOW,
  pageOf,
  sampleMember,
  sampleSummary,
  sampleTask,
} from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { until } from '#server/testing/until.ts'
import { VisitingContext } from '../hooks/visiting.ts'
import { CalloutView } from './callout/callout-view.tsx'
import { ContentsPanel } from './contents/contents-panel.tsx'
import { FileView } from './file/file-view.tsx'
import { JobResultView } from './job-result/job-result-view.tsx'
import { resultParts } from './job-result/result-parts.ts'
import { tellResults } from './job-result/tell-results.ts'
import { JobsButton } from './jobs-panel.tsx'
import { ImageView } from './media/image-view.tsx'
import { MentionView } from './mention/mention-view.tsx'
import { PageIdContext } from './page-id.ts'
import { slashExtension } from './slash/slash-extension.ts'
import type { SlashItem } from './slash/slash-item.ts'
import { SLASH_ITEMS } from './slash/slash-items.ts'
import { SlashMenu } from './slash/slash-menu.tsx'
import { SuggestionStore } from './suggest/suggestion-store.ts'
import { LinkEditor } from './toolbar/link-editor.tsx'

const TASK = idOf(1)
const PAGE = idOf(5)
const worked: unknown[] = []
beforeEach(() => {
  worked.length = 0
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const VIEWS = {
  callout: CalloutNode.extend({ addNodeView: () => ReactNodeViewRenderer(CalloutView) }),
  file: FileNode.extend({
    addNodeView: () =>
      ReactNodeViewRenderer((props) =>
        FileView({ ...props, workOnFile: async (...job) => void worked.push(job) }),
      ),
  }),
  image: ImageNode.extend({
    addNodeView: () =>
      ReactNodeViewRenderer((props) =>
        ImageView({ ...props, workOnFile: async (...job) => void worked.push(job) }),
      ),
  }),
  jobResult: JobResultNode.extend({ addNodeView: () => ReactNodeViewRenderer(JobResultView) }),
  mention: MentionNode.extend({ addNodeView: () => ReactNodeViewRenderer(MentionView, { as: 'span' }) }),
}

/** A page with these blocks, drawn as the app draws them. */
async function draw(
  content: JSONContent[],
  {
    answers = {},
    editable = true,
    visiting = false,
    more = [],
  }: {
    answers?: Answers
    editable?: boolean
    visiting?: boolean
    more?: Extensions
  } = {},
) {
  const page = openEditor(more, VIEWS)
  page.write(...content)
  page.editor.setEditable(editable)
  const screen = await showScreen(
    <VisitingContext value={visiting}>
      <PageIdContext value={PAGE}>
        <EditorContent editor={page.editor} />
      </PageIdContext>
    </VisitingContext>,
    {
      answers: {
        [`GET /api/v1/documents/${PAGE}/pending-results`]: () => tellResults(page.editor),
        ...answers,
      },
    },
  )
  return { ...page, ...screen }
}

describe('a job’s result in the page', () => {
  const result = (attrs: object = {}): JSONContent => ({
    type: 'jobResult',
    attrs: { ...{ taskId: TASK, kind: 'summarise', provider: 'built-in', cache: 'miss' }, ...attrs },
    content: [p('All is well.')],
  })
  const people = {
    [`GET /api/v1/tasks/${TASK}`]: sampleTask({
      answer: {
        ...sampleAnswer(),
        provider: 'built-in',
        quality: { score: 0.94, method: 'test', signals: [] },
      },
    }),
    'GET /api/v1/members': pageOf(sampleMember()),
  }

  test('is named as not yet accepted, with who asked, who answered, and the way to the job', async () => {
    const { find, words } = await draw([result()], { answers: people })
    const block = words(find('region', 'Summary, not yet accepted'))
    expect(block).toContain('for Ada · by the built-in engine · looks right, 94 %')
    expect(find('link', 'Open job').getAttribute('href')).toBe(`/jobs/${TASK}`)
  })

  test('is told by what the server knows: a model that somebody wrote into the page is not shown', async () => {
    const forged = result({ provider: 'openai', model: 'gpt-99', confidence: 1 })
    const known = await draw([forged], { answers: people })
    expect(known.words()).toContain('by the built-in engine')
    expect(known.words()).not.toContain('gpt-99')
    const { find, words } = await draw([forged], {
      answers: { ...people, [`GET /api/v1/tasks/${TASK}`]: problem('not-found', 'Gone.') },
    })
    expect(words(find('region', /^Summary/))).toContain('Not verified: its job is not known here')
    expect(words()).not.toContain('gpt-99')
    expect(words()).not.toContain('for ')
  })

  test.each([
    [{ cache: 'stale' }, 'This is an older answer: no provider gave one in time.'],
    [{ degraded: true }, 'The usual provider gave no answer in time; this is the best that could be had.'],
  ])('that is less than usual says so before its words: %o', async (attrs, told) => {
    expect((await draw([result(attrs)])).words()).toContain(told)
  })

  test('is accepted or rejected by whoever edits', async () => {
    const { find, press, outline } = await draw([p('a'), result()])
    await press(find('button', 'Accept'))
    expect(outline()).toBe('doc(paragraph("a"), paragraph(provenance("All is well.")))')
    const other = await draw([p('a'), result()])
    await other.press(other.find('button', 'Reject'))
    expect(other.outline()).toBe('doc(paragraph("a"))')
  })

  test('is settled part by part, by buttons beside each; the frame goes with the last', async () => {
    const parts = { ...result(), content: [p('one'), p('two'), p('three')] }
    const { find, names, press, outline, words } = await draw([parts], { more: [resultParts] })
    await press(find('button', 'Accept part 2 of 3'))
    expect(words()).toContain('Accepted')
    await press(find('button', 'Reject part 1 of 3'))
    await press(find('button', 'Accept part 2 of 2'))
    expect(outline()).toBe('doc(paragraph(provenance("two")), paragraph(provenance("three")))')
    expect(names('button')).toEqual([])
  })

  test('is tried again where it stands: the new one says that it is on its way, or why it did not come', async () => {
    const next = sampleTask({ id: idOf(2), status: 'RUNNING', answer: null, finishedAt: null })
    const { find, press, words, asked } = await draw([result()], {
      answers: {
        ...people,
        [`POST /api/v1/tasks/${TASK}/retry`]: next,
        [`GET /api/v1/tasks/${idOf(2)}`]: {
          ...next,
          ...{
            status: 'FAILED',
            error: { code: 'provider-failed', message: 'No one answered.', retryable: true },
          },
        },
      },
    })
    await press(find('button', 'Try again'))
    await until('the reason', () => words().includes('No one answered.'))
    expect(asked(`/api/v1/tasks/${TASK}/retry`)?.method).toBe('POST')
  })

  test('a reader is told for whom it waits, and is offered nothing; a visitor no job either', async () => {
    const { names, words } = await draw([result()], { editable: false })
    expect(names('button')).toEqual([])
    expect(words()).toContain('Waits for an editor to accept or reject it')
    const visitor = await draw([result()], { editable: false, visiting: true })
    expect(visitor.names('link')).toEqual([])
    expect(visitor.calls).toEqual([])
  })
})

describe('a file of the page', () => {
  const FILE = idOf(9)
  const file = (attrs: object = {}): JSONContent => ({
    type: 'file',
    attrs: {
      ...{ attachmentId: FILE, name: 'Plan <1>.txt', mediaType: 'text/plain', bytes: 2_048 },
      ...attrs,
    },
  })
  const PATH = `/api/v1/attachments/${FILE}`
  const there: Answers = { [`GET ${PATH}`]: 'the words' }

  test('tells its name, kind and size, and can be had under its own name', async () => {
    const { words, find } = await draw([file()], { answers: there })
    expect(words(find('figure'))).toContain('Plan <1>.txt')
    expect(words(find('figure'))).toContain('2.0 KiB')
    const link = find('link', 'Download Plan <1>.txt')
    expect([link.getAttribute('href'), link.getAttribute('download')]).toEqual([PATH, 'Plan <1>.txt'])
  })

  test('that is text is shown on demand, as text', async () => {
    const { find, press, words } = await draw([file()], { answers: there })
    const show = find('button', 'Show the text of Plan <1>.txt')
    expect(show.getAttribute('aria-expanded')).toBe('false')
    await press(show)
    expect(words(find('region', 'Text of Plan <1>.txt'))).toBe('"the words"')
    find('button', 'Hide the text of Plan <1>.txt')
  })

  test('that is gone says so, and leaves its empty block to who may edit', async () => {
    const answers = { [`GET ${PATH}`]: problem('not-found', 'Gone.') }
    const { find, press, words, outline } = await draw([p('a'), file()], { answers })
    expect(words(find('figure'))).toContain('This file was deleted')
    await press(find('button', 'Remove the empty block'))
    expect(outline()).not.toContain('file')
    const reader = await draw([file()], { answers, editable: false })
    expect(reader.names('button')).toEqual([])
  })

  test('is not called gone because the network is', async () => {
    const { words } = await draw([file()], { answers: { [`GET ${PATH}`]: noAnswer } })
    expect(words()).toContain('Plan <1>.txt')
    expect(words()).not.toContain('was deleted')
  })

  test('whose id is none of ours leads nowhere', async () => {
    const { all, calls } = await draw([file({ attachmentId: 'https://evil.example/x' })])
    expect(all('link')).toEqual([])
    expect(calls).toEqual([])
  })

  test.each([
    ['application/pdf', 'Read its text: a', ['read-pdf', FILE]],
    ['application/zip', null, null],
  ])('of %s is offered the jobs that fit it', async (mediaType, button, job) => {
    const { press, names, find } = await draw([file({ mediaType, name: 'a' })], { answers: there })
    if (button === null) expect(names('button').filter((name) => /Jobs|Read/.test(name))).toEqual([])
    else {
      await press(find('button', button))
      expect(worked).toEqual([job])
    }
  })

  test('is taken out of the page by one act and deleted for everybody by another, which asks', async () => {
    const { find, press, names, words, outline, changes } = await draw([p('a'), file(), p('b')], {
      answers: { ...there, [`DELETE ${PATH}`]: null },
    })
    await press(find('button', 'What to do with Plan <1>.txt'))
    expect(names('menuitem')).toEqual(['Remove from the page', 'Delete the file for good'])
    await press(find('menuitem', 'Delete the file for good'))
    expect(changes()).toEqual([])
    await press(find('button', 'Delete for good'))
    expect(changes().map(({ method, path }) => [method, path])).toEqual([['DELETE', PATH]])
    expect(words()).toContain('The file is deleted')
    expect(outline()).toContain('file')
  })

  test('a visitor may read it and take it out, and deletes nothing', async () => {
    const { find, press, names } = await draw([p('a'), file()], { answers: there, visiting: true })
    await press(find('button', 'What to do with Plan <1>.txt'))
    expect(names('menuitem')).toEqual(['Remove from the page'])
  })

  test('that is sound has a player by its name, and says when the browser cannot play it', async () => {
    const { act, words } = await draw([file({ mediaType: 'audio/mpeg', name: 'tape' })], { answers: there })
    const player = document.querySelector('audio')
    expect([player?.getAttribute('aria-label'), player?.getAttribute('preload')]).toEqual([
      'tape',
      'metadata',
    ])
    await act(() => player?.dispatchEvent(new Event('error')))
    expect(words()).toContain('This browser cannot play it. Download it to hear or see it.')
  })
})

describe('an image of the page', () => {
  const IMAGE = idOf(12)
  const PATH = `/api/v1/attachments/${IMAGE}`
  const image = (attrs: object = {}): JSONContent => ({
    type: 'image',
    attrs: { ...{ attachmentId: IMAGE, alt: 'A <loom>', width: 800, height: 600 }, ...attrs },
  })
  const menuOf = async (screen: Awaited<ReturnType<typeof draw>>) => {
    await screen.press(screen.find('button', 'What to do with this image'))
    return screen.names('menuitem')
  }

  test('that a job made is found by the job, as words are, so that its source is shown beside it', async () => {
    const { find } = await draw([image({ fromTask: TASK })])
    expect(find('img', 'A <loom>').getAttribute('data-task')).toBe(TASK)
  })

  test('is drawn at its size, by what it shows, and comes from this server alone', async () => {
    const { find, all } = await draw([image()])
    const drawn = find('img', 'A <loom>')
    expect(drawn.getAttribute('src')).toBe(PATH)
    expect([drawn.getAttribute('width'), drawn.getAttribute('height')]).toEqual(['800', '600'])
    expect(drawn.hasAttribute('data-task')).toBe(false)
    const foreign = await draw([image({ attachmentId: 'https://evil.example/x' })])
    expect(foreign.all('img')).toEqual([])
    expect(foreign.words()).toContain('The image “A <loom>” cannot be shown.')
    expect(all('button', 'What to do with this image')).toEqual([])
  })

  test('that cannot be drawn says what it shows; one that is gone, that it is', async () => {
    const broken = await draw([image()], { answers: { [`GET ${PATH}`]: noAnswer } })
    await broken.act(() => document.querySelector('img')?.dispatchEvent(new Event('error')))
    expect(broken.words()).toContain('The image “A <loom>” cannot be shown.')
    const gone = await draw([image()], { answers: { [`GET ${PATH}`]: problem('not-found', 'Gone.') } })
    await gone.act(() => document.querySelector('img')?.dispatchEvent(new Event('error')))
    expect(gone.words()).toContain('This image was deleted')
  })

  test('offers to an editor, a visitor and a reader what is theirs', async () => {
    expect(await menuOf(await draw([image({ widthPercent: 50 })]))).toEqual([
      ...['Read the text in it', 'Make of it', 'Describe it', 'Its own size', 'Open it alone'],
      ...['Remove from the page', 'Delete the file for good'],
    ])
    expect(await menuOf(await draw([image()], { visiting: true }))).toEqual([
      ...['Describe it', 'Open it alone', 'Remove from the page'],
    ])
    expect(await menuOf(await draw([image()], { editable: false }))).toEqual(['Open it alone'])
  })

  test('is described in words, which are kept without their outer spaces', async () => {
    const screen = await draw([image()])
    await menuOf(screen)
    await screen.press(screen.find('menuitem', 'Describe it'))
    expect(screen.find('textbox', 'Description')).toHaveProperty('value', 'A <loom>')
    await screen.type(screen.find('textbox', 'Description'), ' Two looms ')
    await screen.press(screen.find('button', 'Save'))
    expect(screen.blocks()[0]?.attrs?.alt).toBe('Two looms')
    screen.find('img', 'Two looms')
  })

  test('is read by one press', async () => {
    const screen = await draw([image()])
    await menuOf(screen)
    await screen.press(screen.find('menuitem', 'Read the text in it'))
    expect(worked).toEqual([['ocr', IMAGE]])
  })
})

describe('a mention', () => {
  const mention = (attrs: object): JSONContent => within('paragraph', { type: 'mention', attrs })
  const answers = {
    'GET /api/v1/members': pageOf(sampleMember({ name: 'Ada L.' })),
    'GET /api/v1/documents': pageOf(sampleSummary({ id: idOf(5), title: '' })),
  }

  test('of a person shows the name of today, and who it is by a press', async () => {
    const { find, press, words } = await draw(
      [mention({ kind: 'person', targetId: idOf(900), label: 'Ada' })],
      { answers },
    )
    await press(find('button', '@Ada L.'))
    expect(words(find('dialog', 'Ada L.'))).toContain('ada@example.org Member')
    expect(find('link', 'ada@example.org').getAttribute('href')).toBe('mailto:ada@example.org')
  })

  test('of somebody who left keeps the name of then and leads nowhere', async () => {
    const { words, names } = await draw([mention({ kind: 'person', targetId: idOf(3), label: 'Ben <b>' })], {
      answers,
    })
    expect(words()).toContain('@Ben <b>')
    expect(names('button')).toEqual([])
  })

  test('of a page leads there by its title; of one that cannot be seen tells nothing of it', async () => {
    const { find } = await draw([mention({ kind: 'page', targetId: idOf(5), label: '' })], { answers })
    expect(find('link', 'Untitled').getAttribute('href')).toBe(`/documents/${idOf(5)}`)
    const hidden = await draw([mention({ kind: 'page', targetId: idOf(6), label: 'Secret' })], { answers })
    expect(hidden.words()).toContain('a page you cannot see')
    expect(hidden.words()).not.toContain('Secret')
  })
})

test('a callout is called by its kind, which its sign changes; a reader’s sign is no button', async () => {
  const { find, press, all, blocks, names } = await draw([within('callout', p('Mind the loom'))])
  find('complementary', 'Note')
  await press(find('button', 'Note: change its kind or sign'))
  expect(names('menuitemradio').slice(0, 4)).toEqual(['Note', 'Tip', 'Warning', 'Danger'])
  const [danger] = all('menuitemradio', 'Danger')
  await press(danger as Element)
  expect(blocks()[0]?.attrs?.kind).toBe('danger')
  const reader = await draw([within('callout', p('x'))], { editable: false })
  expect(reader.names('button')).toEqual([])
})

describe('the menu at a slash', () => {
  async function menu() {
    const store = new SuggestionStore<SlashItem>()
    const done: string[] = []
    const actions = {
      visiting: () => false,
      chooseImage: () => void done.push('image'),
      chooseFile: () => void done.push('file'),
      askJob: (kind: string) => void done.push(kind),
      openJobForm: () => void done.push('form'),
    }
    const page = openEditor([slashExtension(store, actions)])
    page.write(p())
    const screen = await showScreen(
      <>
        <EditorContent editor={page.editor} />
        <SlashMenu store={store} editor={page.editor} />
      </>,
    )
    const type = (words: string) => screen.act(() => void page.editor.commands.insertContent(words))
    return { ...page, ...screen, keys: page.press, type, done }
  }

  test('opens with every item but the rare ones, names the marked one from the text, and follows the arrows around', async () => {
    const { type, names, find, act, keys, editor } = await menu()
    await type('/')
    const shown = SLASH_ITEMS.filter(({ rare }) => !rare)
    expect(names('option')).toHaveLength(shown.length)
    const marked = () =>
      document.getElementById(editor.view.dom.getAttribute('aria-activedescendant') ?? '')?.textContent
    expect(find('listbox').id).toBe(editor.view.dom.getAttribute('aria-controls'))
    expect(marked()).toContain('Text')
    await act(() => void keys('ArrowDown'))
    expect(marked()).toContain('Heading 1')
    await act(() => void keys('ArrowUp'))
    await act(() => void keys('ArrowUp'))
    expect(marked()).toContain(shown.at(-1)?.label)
  })

  test('is narrowed by words, and Enter does the first', async () => {
    const { type, names, act, keys, outline, done } = await menu()
    await type('/sum')
    expect(names('option').map((name) => name.replace(/\s.*/, ''))).toEqual(['Summarise'])
    await act(() => void keys('Enter'))
    expect(done).toEqual(['summarise'])
    expect(outline()).toBe('doc(paragraph)')
    expect(names('option')).toEqual([])
  })

  test('says when nothing has that name, and goes when plain words are being written', async () => {
    const { type, words, all } = await menu()
    await type('/zzz')
    expect(words()).toContain('Nothing is called “zzz”. Escape closes this.')
    await type(' and on')
    expect(words()).not.toContain('Nothing is called')
    expect(all('listbox')).toEqual([])
  })

  test('is closed by Escape, and the words stay', async () => {
    const { type, act, keys, all, outline } = await menu()
    await type('/he')
    await act(() => void keys('Escape'))
    expect(all('listbox')).toEqual([])
    expect(outline()).toBe('doc(paragraph("/he"))')
  })
})

describe('the link of a text', () => {
  async function link(href: string, editing: boolean) {
    const page = openEditor()
    page.write(
      within('paragraph', { type: 'text', text: 'linked', marks: [{ type: 'link', attrs: { href } }] }),
    )
    page.caretAt('linked', 2)
    let open = editing
    const setOpen = (next: boolean): void => {
      open = next
    }
    const screen = await showScreen(<LinkEditor editor={page.editor} editing={editing} onEditing={setOpen} />)
    return { ...page, ...screen, isOpen: () => open }
  }

  test('is shown with where it leads, opens elsewhere without a way back, and can be taken off', async () => {
    const { find, press, outline } = await link('https://example.org/a', false)
    const shown = find('link', 'https://example.org/a')
    expect([shown.getAttribute('target'), shown.getAttribute('rel')]).toEqual([
      '_blank',
      'noopener noreferrer nofollow',
    ])
    await press(find('button', 'Remove the link'))
    expect(outline()).toBe('doc(paragraph("linked"))')
  })

  test('is changed to what was typed, completed; what is no address is blamed and changes nothing', async () => {
    const { find, type, press, blocks, isOpen, words } = await link('https://example.org', true)
    const field = find('textbox', 'Address of the link')
    await type(field, 'no address')
    await press(find('button', 'Set the link'))
    expect(words(find('alert'))).toBe('Not an address')
    expect([isOpen(), field.getAttribute('aria-invalid')]).toEqual([true, 'true'])
    await type(field, 'weft.example/x')
    await press(find('button', 'Set the link'))
    expect(blocks()[0]?.content?.[0]?.marks?.[0]?.attrs?.href).toBe('https://weft.example/x')
    expect(isOpen()).toBe(false)
  })

  test('goes when the field is emptied, and stays when it is left by Escape', async () => {
    const left = await link('https://example.org', true)
    await left.type(left.find('textbox', 'Address of the link'), 'other.example')
    await left.key(left.find('textbox', 'Address of the link'), 'Escape')
    expect(left.isOpen()).toBe(false)
    expect(left.outline()).toContain('link("linked")')
    const gone = await link('https://example.org', true)
    await gone.type(gone.find('textbox', 'Address of the link'), ' ')
    await gone.press(gone.find('button', 'Set the link'))
    expect(gone.outline()).toBe('doc(paragraph("linked"))')
  })
})

describe('beside the page', () => {
  const heading = (level: number, text: string): JSONContent => ({
    ...{ type: 'heading', attrs: { level }, content: [{ type: 'text', text }] },
  })
  async function contents(...content: JSONContent[]) {
    const page = openEditor()
    page.write(...content)
    const screen = await showScreen(<ContentsPanel open onOpen={() => {}} editor={page.editor} />)
    return { ...page, ...screen }
  }

  test('the contents are its headings in order, and its length in words', async () => {
    const { names, act, words } = await contents(
      heading(1, 'Warp'),
      p('one two three'),
      heading(3, 'Weft <i>'),
    )
    expect(names('button')).toEqual(['Close', 'Warp', 'Weft <i>'])
    await until('counted', async () => {
      await act(() => {})
      return words().includes('words')
    })
    expect(words()).toContain('6 words')
  })

  test('without headings say how one is made', async () => {
    expect((await contents(p('a'))).words()).toContain('No headings yet.')
  })

  test('are walked through by arrows', async () => {
    const { find, key } = await contents(heading(1, 'A'), heading(2, 'B'), heading(2, 'C'))
    await key(find('button', 'A'), 'ArrowDown')
    expect(document.activeElement?.textContent).toBe('B')
    await key(find('button', 'B'), 'End')
    expect(document.activeElement?.textContent).toBe('C')
    await key(find('button', 'C'), 'ArrowDown')
    expect(document.activeElement?.textContent).toBe('C')
  })

  test('the button for jobs says how many run or wait', async () => {
    const button = (tasks: ReturnType<typeof sampleTask>[]) =>
      showScreen(<JobsButton documentId={idOf(5)} open={false} onOpen={() => {}} />, {
        answers: { 'GET /api/v1/tasks': pageOf(...tasks) },
      })
    expect((await button([sampleTask()])).names('button')).toEqual(['Jobs of this page'])
    const running = [sampleTask({ status: 'RUNNING' }), sampleTask({ id: idOf(2), status: 'PENDING' })]
    expect((await button(running)).names('button')).toEqual(['Jobs of this page, 2 not done'])
  })
})
