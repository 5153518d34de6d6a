// @vitest-environment jsdom
import { describe, expect, test } from 'vitest'
import type { ResultOf } from '#server/contracts/processing.ts'
import { actionWords, glimpseOf } from '#server/contracts/result-words.ts'
import { resultBlocks } from '#server/document-model/result-blocks.ts'
import { briefAnswer } from '#server/tasks/brief-answer.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { clipboard } from '#server/testing/screens/missing-in-jsdom.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { JobResult } from '../job-result.tsx'

const source = 'Ben will send the minutes by Friday. The plants are watered.'
const result: ResultOf<'action-items'> = {
  kind: 'action-items',
  items: [
    { task: 'Send the minutes', owner: 'Ben', due: 'Friday', done: false, place: { start: 0, end: 36 } },
    { task: 'Water the plants', owner: null, due: null, done: true, place: { start: 37, end: 60 } },
    { task: 'Pay <b>', owner: null, due: '3 May', done: false, place: null },
  ],
  source,
}

describe('action items', () => {
  test('are told with who, when, what is done, and the words that say so', async () => {
    const { all, words, find } = await showScreen(<JobResult result={result} />)
    expect(all('listitem').map((item) => words(item))).toEqual([
      'to do Send the minutes Ben due Friday Ben will send the minutes by Friday.',
      'done Water the plants The plants are watered.',
      'to do Pay <b> due 3 May Its quotation does not stand in the text',
    ])
    expect(all('img').map((each) => each.getAttribute('aria-label'))).toEqual(['to do', 'done', 'to do'])
    expect(words(find('region', 'Result'))).toContain('3 tasks, 2 to do')
  })

  const COUNTS: [boolean[], string][] = [
    [[false], '1 task, 1 to do'],
    [[true], '1 task, all done'],
    [[true, true], '2 tasks, all done'],
    [[true, false], '2 tasks, 1 to do'],
  ]
  test.each(COUNTS)('done or not as %j they are counted as “%s”', async (states, counted) => {
    const item = { task: 'Send', owner: null, due: null, place: null }
    const items = states.map((done) => ({ ...item, done }))
    const { words, find } = await showScreen(<JobResult result={{ ...result, items }} />)
    expect(words(find('region', 'Result'))).toContain(counted)
  })

  test('none are said to be none, in the page too', async () => {
    const none = { ...result, items: [] }
    expect((await showScreen(<JobResult result={none} />)).words()).toContain(
      'No task was found in the text.',
    )
    expect(resultBlocks(none)).toEqual([
      { type: 'paragraph', content: [{ text: 'No task was found in the text.' }] },
    ])
    expect(glimpseOf(none)).toBe('No task was found.')
  })

  test('stand in a page as boxes to tick, with who and when as words', async () => {
    expect(resultBlocks(result)).toEqual([
      {
        type: 'tasks',
        items: [
          {
            checked: false,
            content: [{ text: 'Send the minutes' }, { text: ' (Ben, due Friday)', italic: true }],
          },
          { checked: true, content: [{ text: 'Water the plants' }] },
          { checked: false, content: [{ text: 'Pay <b>' }, { text: ' (due 3 May)', italic: true }] },
        ],
      },
    ])
    const { find, press } = await showScreen(<JobResult result={result} />)
    await press(find('button', 'Copy the result'))
    expect(clipboard()[0]).toContain('[ ] Send the minutes (Ben, due Friday)\n[x] Water the plants')
  })

  test('are a few in a list of jobs, without the text', () => {
    const many = {
      ...result,
      items: Array.from({ length: 40 }, () => result.items[0] ?? { ...result.items[1] }),
    }
    const brief = briefAnswer({ ...sampleAnswer(), result: many as typeof result }).result
    expect(brief).toMatchObject({ source: '', items: { length: 10 } })
    expect(glimpseOf(result)).toBe('Send the minutes; Water the plants; Pay <b>')
    expect(actionWords({ owner: null, due: null })).toBe('')
  })
})

test('a summary of points is a list, in the page too', async () => {
  const points: ResultOf<'summarise'> = {
    kind: 'summarise',
    text: '- One.\n- Two.',
    sentences: 2,
    style: 'bullets',
  }
  const { all, words } = await showScreen(<JobResult result={points} />)
  expect(all('listitem').map((item) => words(item))).toEqual(['One.', 'Two.'])
  expect(resultBlocks(points)).toEqual([
    {
      type: 'list',
      ordered: false,
      items: [{ content: [{ text: 'One.' }] }, { content: [{ text: 'Two.' }] }],
    },
  ])
})
