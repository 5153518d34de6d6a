// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ProcessResult, ResultOf } from '#server/contracts/processing.ts'
import { glimpseOf } from '#server/contracts/result-words.ts'
import { resultBlocks } from '#server/document-model/result-blocks.ts'
import { briefAnswer } from '#server/tasks/brief-answer.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { type Answers, problem } from '#server/testing/screens/answer-calls.ts'
import { idOf, NOW, pageOf, sampleSummary, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { JobResult } from './job-result.tsx'
import { keepSettingsOf } from './job-settings.ts'
import { NewJobScreen } from './new-job-screen.tsx'

beforeEach(() => {
  keepSettingsOf('ada')
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const [PAGE, OTHER] = [idOf(500), idOf(501)]
const sent = { 'POST /api/v1/tasks': sampleTask({ status: 'PENDING' }) }
const form = (start: object, answers: Answers = {}) =>
  showScreen(<NewJobScreen start={start} />, {
    answers: {
      'GET /api/v1/documents': pageOf(
        sampleSummary({ id: PAGE, title: 'Minutes' }),
        sampleSummary({ id: OTHER, title: 'Plan', role: 'viewer' }),
      ),
      'GET /api/v1/tasks/kinds': { needModel: [], ffmpeg: true, mayConfigure: false },
      ...answers,
    },
  })

describe('the form of a question', () => {
  test('needs a question and pages, and blames each where it is', async () => {
    const { find, press, description, changes } = await form({ kind: 'ask' })
    await press(find('radio', 'Several pages'))
    await press(find('button', 'Start the job'))
    expect(description(find('textbox', 'Question'))).toBe('Ask something')
    expect(description(find('combobox', 'Pages'))).toBe('Choose at least one page')
    expect(changes()).toEqual([])
  })

  test('takes several pages, offers none twice, and lets one be left out again', async () => {
    const { find, press, choose, type, changes, names } = await form({ kind: 'ask' }, sent)
    await press(find('radio', 'Several pages'))
    await choose('Pages', 'Minutes')
    await press(find('combobox', 'Another page (1 of 10)'))
    expect(names('option')).toEqual(['Plan'])
    await press(find('option', 'Plan'))
    await press(find('button', 'Leave out Minutes'))
    await choose('Another page (1 of 10)', 'Minutes')
    await type(find('textbox', 'Question'), 'Who pays?')
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({
      request: {
        kind: 'ask',
        source: { type: 'documents', documentIds: [OTHER, PAGE] },
        question: 'Who pays?',
      },
    })
  })

  test('begins with the page that it was opened on; another kind is about that one alone', async () => {
    const { find, press, type, changes } = await form({ kind: 'ask', documentId: PAGE }, sent)
    await type(find('textbox', 'Question'), 'Who pays?')
    await press(find('radio', 'Several pages'))
    find('button', 'Leave out Minutes')
    await press(find('button', 'Other kinds'))
    await press(find('radio', 'Language'))
    expect(find('radio', 'A page').getAttribute('aria-checked')).toBe('true')
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({ request: { source: { type: 'document', documentId: PAGE } } })
  })
})

describe('the form of labels', () => {
  test('sends one a line, how many may fit, and whether to ask twice; and remembers them', async () => {
    const { find, press, type, changes } = await form({ kind: 'classify' }, sent)
    await type(find('textbox', 'Text'), 'It broke.')
    await press(find('button', 'Start the job'))
    expect(changes()).toEqual([])
    await type(find('textbox', 'Labels'), 'Complaint\n\n Praise \n')
    await press(find('switch', 'Several may fit'))
    await press(find('switch', 'Ask twice'))
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({
      request: { kind: 'classify', labels: ['Complaint', 'Praise'], several: true, twice: true },
    })
    expect(localStorage.getItem('weft-job-settings ada')).toContain('Complaint')
  })

  test('says of a list with one twice that it is the list', async () => {
    const { find, press, type, description } = await form({ kind: 'classify' })
    await type(find('textbox', 'Text'), 'It broke.')
    await type(find('textbox', 'Labels'), 'A\na')
    await press(find('button', 'Start the job'))
    expect(description(find('textbox', 'Labels'))).toBe('Each label once')
  })
})

describe('the form of fields', () => {
  test('adds, types and removes fields, and sends them in their order', async () => {
    const { find, press, type, choose, changes, names } = await form({ kind: 'extract' }, sent)
    await type(find('textbox', 'Text'), 'It cost 5 euro.')
    expect(find('button', 'Remove field 1').hasAttribute('disabled')).toBe(true)
    await press(find('button', 'Add a field'))
    await press(find('button', 'Add a field'))
    await type(find('textbox', 'Field 1'), 'Cost')
    await choose('Type of field 1', 'Number')
    await type(find('textbox', 'Field 2'), 'Gone')
    await type(find('textbox', 'Field 3'), 'Who')
    await press(find('button', 'Remove field 2'))
    expect(document.activeElement).toBe(find('textbox', 'Field 2'))
    expect(names('button').filter((name) => name.startsWith('Remove'))).toHaveLength(2)
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({
      request: {
        kind: 'extract',
        fields: [
          { name: 'Cost', type: 'number', required: false },
          { name: 'Who', type: 'text', required: false },
        ],
      },
    })
  })

  test('keeps the focus when the last field goes', async () => {
    const { find, press } = await form({ kind: 'extract' }, sent)
    await press(find('button', 'Add a field'))
    await press(find('button', 'Remove field 2'))
    expect(document.activeElement).toBe(find('textbox', 'Field 1'))
  })

  test('says that a name is missing, or what the server finds wrong in one', async () => {
    const refused = problem('invalid-input', 'This cannot be sent.', {
      faults: [{ path: 'request.fields.0.name', message: 'Not this name' }],
    })
    const { find, press, type, words } = await form({ kind: 'extract' }, { 'POST /api/v1/tasks': refused })
    await type(find('textbox', 'Text'), 'It cost 5 euro.')
    await press(find('button', 'Start the job'))
    expect(words(find('group', 'Fields'))).toContain('A name is missing')
    await type(find('textbox', 'Field 1'), 'Cost')
    await press(find('button', 'Start the job'))
    expect(words(find('group', 'Fields'))).toContain('Not this name')
  })
})

const reply: ResultOf<'ask'> = {
  ...{ kind: 'ask', question: 'Who pays?', answered: true, text: 'A bank.' },
  blocks: [{ type: 'paragraph', content: [{ text: 'A bank.' }] }],
  quotes: [
    { text: 'paid by a loan', documentId: PAGE, title: 'Minutes', found: true },
    { text: 'the king pays', documentId: null, title: null, found: false },
    { text: 'of a text', documentId: null, title: null, found: true },
  ],
  pages: [
    { documentId: PAGE, title: 'Minutes' },
    { documentId: OTHER, title: ' ' },
  ],
}
const labels: ResultOf<'classify'> = {
  ...{ kind: 'classify', given: ['Complaint', 'Praise'], agreement: 1 },
  labels: [{ label: 'Complaint', quote: 'it broke', place: { start: 0, end: 8 } }],
}
const fields: ResultOf<'extract'> = {
  kind: 'extract',
  fields: [
    { name: 'Cost', type: 'number', values: [{ value: 5, evidence: 'text', place: { start: 8, end: 9 } }] },
    {
      name: 'Mood',
      type: 'text',
      values: [{ value: 'sad', evidence: 'passage', place: { start: 0, end: 7 } }],
    },
    { name: 'Rain', type: 'yes-no', values: [{ value: false, evidence: 'none', place: null }] },
    { name: 'Fax', type: 'text', values: [] },
  ],
  source: 'It cost 5 euro.',
}
const show = async (result: ProcessResult) => {
  const screen = await showScreen(<JobResult result={result} />)
  return { ...screen, told: screen.words(screen.find('region', 'Result')) }
}

describe('a result', () => {
  test('of a question links each passage to its page, and marks what no page holds', async () => {
    const { told, all } = await show(reply)
    expect(told).toContain('Asked Who pays? A bank.')
    expect(told).toMatch(/the king pays.*Not found in the page/)
    expect(all('link').map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
      ['Minutes', `/documents/${PAGE}`],
      ['Minutes', `/documents/${PAGE}`],
      ['Untitled', `/documents/${OTHER}`],
    ])
  })

  test('that the text does not say is told as such', async () => {
    const none: ResultOf<'ask'> = { ...reply, answered: false, text: '', blocks: [], quotes: [] }
    expect((await show(none)).told).toContain('The text does not say.')
    expect(glimpseOf(none)).toBe('The text does not say.')
    expect(resultBlocks(none)).toEqual([{ type: 'paragraph', content: [{ text: 'The text does not say.' }] }])
  })

  test('of labels tells what speaks for each, what was not chosen, and how sure that is', async () => {
    expect((await show(labels)).told).toMatch(
      /Complaint it broke Two readings.* agree\. Not chosen: Praise\./,
    )
    expect((await show({ ...labels, agreement: null })).told).toContain(
      'Read once, so nothing tells how sure',
    )
    expect((await show({ ...labels, agreement: 0.5 })).told).toContain('agree on 50 % only')
    expect((await show({ ...labels, labels: [] })).told).toContain('None of the labels fits.')
  })

  test('of fields is a table that says what stands in the text and what does not', async () => {
    const { all, words } = await show(fields)
    expect(all('row').map((row) => words(row))).toEqual([
      'Field Value',
      'Cost 5',
      'Mood sad from “It cost”',
      'Rain no Not in the text',
      'Fax – not said',
    ])
  })

  test('stands in a page with its passages, links and marks', () => {
    expect(resultBlocks(reply).slice(1)).toEqual([
      {
        type: 'quote',
        content: [
          { text: '“paid by a loan”' },
          { text: ' – ' },
          { text: 'Minutes', href: `/documents/${PAGE}` },
        ],
      },
      {
        type: 'quote',
        content: [{ text: '“the king pays”' }, { text: ' (not found in the page)', italic: true }],
      },
      { type: 'quote', content: [{ text: '“of a text”' }] },
    ])
    const [table] = resultBlocks(fields)
    expect(
      table?.type === 'table' &&
        table.rows.map((row) => row.map((cell) => cell.map(({ text }) => text).join(''))),
    ).toEqual([
      ['Field', 'Value'],
      ['Cost', '5'],
      ['Mood', 'sad'],
      ['Rain', 'no (not in the text)'],
      ['Fax', '–'],
    ])
    expect(resultBlocks(labels)).toMatchObject([
      { type: 'list', items: [{ content: [{ text: 'Complaint', bold: true }, { text: ': “it broke”' }] }] },
    ])
  })

  test('in a list of jobs is a line, without the text that it was made from', () => {
    expect([labels, fields, reply].map(glimpseOf)).toEqual([
      'Complaint',
      'Cost: 5; Mood: sad; Rain: no; Fax: –',
      'A bank.',
    ])
    const brief = [labels, fields, reply].map((result) =>
      JSON.stringify(briefAnswer({ ...sampleAnswer(), result })),
    )
    for (const line of brief) expect(line).not.toMatch(/it broke|It cost 5|paid by a loan/)
  })
})
