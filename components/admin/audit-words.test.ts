import { expect, test } from 'vitest'
import { actWords, detailWords } from './audit-words.ts'

test('an act is read as words', () => {
  expect(actWords('task-kind.paused')).toBe('Task kind paused')
  expect(actWords('document.trashed')).toBe('Document trashed')
})

test('the detail is one line without ids', () => {
  expect(
    detailWords({ total: 12, newTask: '019e3c5e-92c1-7000-8000-3f5f8b6f1f7a', role: 'owner', none: null }),
  ).toBe('total 12, role owner')
  expect(detailWords({})).toBe('')
})
