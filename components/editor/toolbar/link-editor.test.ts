import { expect, test } from 'vitest'
import { completeHref } from './link-editor.tsx'

test.each([
  ['https://a.org/x', 'https://a.org/x'],
  ['example.org', 'https://example.org'],
  ['example.org:8080/a?b', 'https://example.org:8080/a?b'],
  ['localhost:3000', 'https://localhost:3000'],
  ['ada@example.org', 'mailto:ada@example.org'],
  ['/documents/1', '/documents/1'],
  ['javascript:alert(1)', undefined],
  ['JaVaScript:alert.x', undefined],
  ['data:text/html,x.y', undefined],
  ['two words', undefined],
  ['word', undefined],
])('%j is completed to %j', (typed, href) => {
  expect(completeHref(typed)).toBe(href)
})
