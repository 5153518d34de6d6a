// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { idOf, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { ChangedSources } from './changed-sources.tsx'

const task = sampleTask({ kind: 'ask', answer: sampleAnswer() })
const source = (number: number, title: string, changed: boolean) => ({
  ...{ documentId: idOf(number), title, changed, sum: '1-a-b' },
})

const shown = (...items: ReturnType<typeof source>[]) =>
  showScreen(<ChangedSources task={task} />, {
    answers: {
      [`GET /api/v1/tasks/${task.id}/sources`]: { items },
      [`POST /api/v1/tasks/${task.id}/retry`]: sampleTask({ id: idOf(2), status: 'PENDING' }),
    },
  })

test('nothing is said of pages that are as they were read', async () => {
  const { words, names } = await shown(source(5, 'Minutes', false))
  expect([words(), names('button')]).toEqual(['', []])
})

test.each([
  ['the one page', [source(5, 'Minutes', true)], '“Minutes” has changed since it was read.'],
  [
    'those of several that are others by now',
    [source(5, 'Minutes', false), source(6, ' ', true), source(7, 'Plans', true)],
    'Changed since they were read: “Untitled”, “Plans”.',
  ],
] as const)('%s is told, with asking again beside', async (_, items, said) => {
  const { words, find, press, went } = await shown(...items)
  expect(words()).toBe(`${said} Run again`)
  await press(find('button', 'Run again'))
  expect(went).toEqual([`/jobs/${idOf(2)}`])
})
