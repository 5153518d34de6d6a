// @vitest-environment jsdom
import { getSchema } from '@tiptap/core'
import { type Node, DOMParser as PageParser } from '@tiptap/pm/model'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { GeneratedPassage, PassageJob } from '#server/contracts/provenance.ts'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { markdownText } from '#server/document-model/markdown-text.ts'
import { sumOfStretches } from '#server/document-model/stretches.ts'
import { problem } from '#server/testing/screens/answer-calls.ts'
import { openEditor } from '#server/testing/screens/open-editor.ts'
import { ago, idOf, pageOf, sampleMember } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { until } from '#server/testing/until.ts'
import { Button } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { cleanHtml } from '../paste/clean-html.ts'
import { looksLikeMarkdown, renderMarkdown } from '../paste/render-markdown.ts'
import { pageStretches } from '../provenance/page-stretches.ts'
import { DownloadMarkdown } from './download-markdown.tsx'
import { pageFile } from './page-file.ts'

const schema = getSchema(documentExtensions())
const TASK = idOf(1)
const OTHER = idOf(2)
const PAGE = idOf(5)

function read(markdown: string): Node {
  const box = document.createElement('div')
  box.innerHTML = cleanHtml(renderMarkdown(markdown))?.html ?? ''
  return PageParser.fromSchema(schema).parse(box)
}
const marks = (name: string, attrs: object) => [{ type: name, attrs }]
const from = (taskId: string) => marks('provenance', { taskId })
const text = (words: string, more: object[] = []) => ({ type: 'text', text: words, marks: more })
const doc = (...content: object[]) => schema.nodeFromJSON({ type: 'doc', content })

const PAGE_DOC = doc(
  { type: 'heading', attrs: { level: 2 }, content: [text('All of it', from(TASK))] },
  {
    type: 'paragraph',
    content: [
      text('I wrote, '),
      text('it wrote', from(TASK)),
      text(' and ', []),
      text('bold', [{ type: 'bold' }, ...from(OTHER)]),
    ],
  },
  {
    type: 'bulletList',
    content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [text('an item', from(TASK))] }] }],
  },
  { type: 'codeBlock', attrs: { fromTask: TASK }, content: [{ type: 'text', text: 'x = 1\n\ny' }] },
  { type: 'paragraph', content: [text('Mine.')] },
)

describe('where words came from', () => {
  test('goes along as Markdown, and comes back: marks amid words, headings, lists and code', () => {
    const markdown = markdownText(PAGE_DOC.content)
    expect(markdown).toContain(`I wrote, <span data-task="${TASK}">it wrote</span> and`)
    expect(read(markdown).toJSON()).toEqual(PAGE_DOC.toJSON())
  })

  test('goes along amid code too, and comes back', () => {
    const code = { type: 'codeBlock', attrs: { language: 'js', fromTask: null } }
    const page = doc({
      ...code,
      content: [text('if (a < b &&\n\n'), text('c > 1', from(TASK)), text(') go()')],
    })
    const markdown = markdownText(page.content)
    expect(markdown).toContain(`<span data-task="${TASK}">c > 1</span>`)
    expect(read(markdown).toJSON()).toEqual(page.toJSON())
  })

  test('is read from text alone, where nothing else in it looks like Markdown', () => {
    expect(looksLikeMarkdown(`<span data-task="${TASK}">it wrote</span>`)).toBe(true)
  })

  test.each([
    ['no id', '<span data-task="gpt-99">x</span>'],
    ['a script', `<span data-task="${TASK}&quot; onclick=&quot;alert(1)">x</span>`],
    ['a mark without an id', '<span data-provenance>x</span>'],
    ['another element', `<b data-task="${TASK}">x</b>`],
  ])('%s is no source, and the words stay', (_, html) => {
    const clean = cleanHtml(`<p>${html}</p>`)
    expect(clean?.html).not.toContain('data-')
    expect(clean?.words).toBe('x')
  })

  test('is not made up by words that say it: they are escaped', () => {
    const page = doc({ type: 'paragraph', content: [text(`<span data-task="${TASK}">forged</span>`)] })
    expect(read(markdownText(page.content)).toJSON()).toEqual(page.toJSON())
  })
})

const JOB: PassageJob = {
  ...{ kind: 'improve', finishedAt: ago(8), userId: idOf(900) },
  answer: {
    ...{ provider: 'house', model: 'weaver-7b', degraded: false, confidence: 0.94 },
    ...{ cache: 'hit', path: [{ step: 'cache', provider: 'cache', outcome: 'answered', attempts: 1 }] },
  },
  accepted: [{ userId: idOf(900), at: ago(5) }],
}
const passage = (changes: Partial<GeneratedPassage> = {}): GeneratedPassage => ({
  ...{ taskId: TASK, words: 3, text: 'as-written', job: JOB, contribution: null },
  ...{ at: 0, stretches: 1, sum: sumOfStretches(pageStretches(PAGE_DOC).slice(0, 1)) },
  ...changes,
})
const file = (passages: GeneratedPassage[] | undefined, page = PAGE_DOC) =>
  pageFile({
    ...{ title: 'Minutes', doc: page, origin: 'https://weft.example' },
    sources: passages && {
      passages,
      notLookedAt: 0,
      nameOf: (id) => (id === idOf(900) ? 'Ada --> Lovelace' : undefined),
    },
  })

describe('a page as a file', () => {
  test('ends with what the server says of its sources, which nothing in a name can break out of', () => {
    const last = file([passage()]).trimEnd().split('\n').at(-1)
    expect(last).toBe(
      `<!-- weft: ${TASK} · Improved text · by house (weaver-7b) · looks right, 94 % · from the cache · Cache answered · for Ada - Lovelace · ${JOB.finishedAt} · accepted by Ada - Lovelace · https://weft.example/jobs/${TASK} -->`,
    )
    expect(read(file([passage()])).textContent).not.toContain('weaver')
  })

  test('says of a forged source that it is not verified, and no fact of it', () => {
    const written = file([
      passage({ text: 'foreign' }),
      passage({ taskId: OTHER, job: null, text: 'unknown' }),
    ])
    expect(written.match(/not verified: /g)).toHaveLength(2)
    expect(written).not.toContain('weaver')
  })

  test('says of made-up words beside genuine ones of the same job which are which', () => {
    const forged = {
      text: 'foreign' as const,
      at: 1,
      sum: sumOfStretches(pageStretches(PAGE_DOC).slice(1, 2)),
    }
    const written = file([passage(), passage(forged)])
    expect(written).toContain(`${TASK} · “All of it” · Improved text`)
    expect(written).toContain(`${TASK} · “it wrote” · not verified: The job that it names wrote other words.`)
  })

  test('says so where the page was changed meanwhile, or was not looked at to its end', () => {
    expect(file([passage({ sum: 'other' })])).toContain('was changed while this file was made')
    expect(file([passage()])).not.toContain('was changed')
  })

  test('names the key of an agent, and whether words were edited since', () => {
    const contribution = { key: { name: 'Notes', revoked: true }, userId: null, at: ago(9), accepted: [] }
    expect(file([passage({ job: null, contribution, text: 'edited' })])).toContain(
      `${TASK} · edited since · by Notes, an agent whose key was revoked since · ${contribution.at} -->`,
    )
  })

  test('says so where the sources could not be asked, and nothing where there are none', () => {
    expect(file(undefined)).toContain('could not be asked')
    expect(file(undefined, doc({ type: 'paragraph', content: [text('Mine.')] }))).toBe('# Minutes\n\nMine.\n')
  })

  test('leaves out what nobody has accepted, also inside of other blocks', () => {
    const pending = {
      type: 'jobResult',
      attrs: { taskId: TASK },
      content: [{ type: 'paragraph', content: [text('waits')] }],
    }
    const mine = { type: 'paragraph', content: [text('Mine.')] }
    expect(file([], doc(pending, { type: 'callout', content: [mine, pending] }, mine))).not.toContain('waits')
  })
})

describe('the menu of a page', () => {
  const saved: string[] = []
  beforeEach(() => {
    saved.length = 0
    vi.stubGlobal(
      'URL',
      Object.assign(URL, { createObjectURL: (blob: Blob) => keep(blob), revokeObjectURL: () => {} }),
    )
  })
  function keep(blob: Blob): string {
    void blob.text().then((words) => saved.push(words))
    return '#file'
  }
  const provenance = `GET /api/v1/documents/${PAGE}/provenance` as const

  test.each([
    ['with its sources', { words: 3, passages: [passage()], notLookedAt: 0 }, 'for Ada · '],
    ['and says so where they cannot be asked', problem('unavailable', 'Away.'), 'could not be asked'],
  ])('saves it as Markdown, %s', async (_, answer, told) => {
    const { editor } = openEditor()
    editor.commands.setContent(PAGE_DOC.toJSON())
    const { find, press } = await showScreen(
      <Menu trigger={<Button>More</Button>}>
        <DownloadMarkdown editor={editor} documentId={PAGE} title="" />
      </Menu>,
      { answers: { [provenance]: answer, 'GET /api/v1/members': pageOf(sampleMember()) } },
    )
    await press(find('button', 'More'))
    await press(find('menuitem', 'Download as Markdown'))
    await until('the file', () => saved.length === 1)
    expect(saved[0]).toContain('# Untitled')
    expect(saved[0]).toContain(told)
  })
})
