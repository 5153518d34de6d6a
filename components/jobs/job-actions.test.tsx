// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { later } from '#server/testing/screens/answer-calls.ts'
import { idOf, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { JobActions } from './job-actions.tsx'

const ID = idOf(1)
const task = () => sampleTask({ id: ID, answer: { ...sampleAnswer(), similar: true } })

test.each([
  ['Not what I asked', 'wrong-hit', 'Fresh answer|Run again'],
  ['Fresh answer|Run again', 'retry', 'Not what I asked'],
])('%s leaves the other way to ask anew closed until the browser is there', async (pressed, path, other) => {
  const answer = later()
  const { press, find, changes, went, act } = await showScreen(<JobActions task={task()} />, {
    answers: { [`POST /api/v1/tasks/${ID}/${path}`]: answer.answer },
  })
  const byName = (words: string) => find('button', new RegExp(words))
  await press(byName(pressed))
  expect(byName(other).hasAttribute('disabled')).toBe(true)
  // A second press of the same, of an impatient finger.
  await press(byName(pressed))
  expect(changes()).toHaveLength(1)
  await act(() => answer.give(sampleTask({ id: idOf(2) })))
  expect(went).toEqual([`/jobs/${idOf(2)}`])
  expect(byName(other).hasAttribute('disabled')).toBe(true)
})
