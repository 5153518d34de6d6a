// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest'
import { cursorElement } from './cursor-element.ts'

afterEach(() => {
  vi.restoreAllMocks()
  document.body.replaceChildren()
})

/** The name beside a caret, on a screen of 390 px, where it would end so far from the left. */
async function nameEndingAt(right: number): Promise<HTMLElement | null> {
  vi.spyOn(document.documentElement, 'clientWidth', 'get').mockReturnValue(390)
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, right, 16))
  const caret = cursorElement({ name: 'Ada Lovelace', hue: 200 })
  document.body.append(caret)
  await new Promise((resolve) => requestAnimationFrame(resolve))
  return caret.querySelector('.presence-label')
}

test('a name that would end past the edge of the screen stands as much further to the left', async () => {
  expect((await nameEndingAt(413))?.style.left).toBe('-27px')
})

test('a name that is in sight stands where its caret does', async () => {
  expect((await nameEndingAt(380))?.style.left).toBe('')
})
