// @vitest-environment jsdom
import { expect, test, vi } from 'vitest'
import { openEditor, p, within } from '#server/testing/screens/open-editor.ts'
import { idOf } from '#server/testing/screens/sample-views.ts'
import { shownBlock } from '../anchor/show-block.ts'
import { showResult } from './show-result.ts'

test('the result of a job is brought into sight and set off, growing or whole; of another there is none', () => {
  const { editor, write } = openEditor([shownBlock])
  const result = within('jobResult', p('All is well.'))
  write(
    p('above'),
    { ...result, attrs: { taskId: idOf(1), kind: 'summarise', phase: 'writing' } },
    p('below'),
  )
  const scrolled = vi.spyOn(HTMLElement.prototype, 'scrollIntoView')
  expect(showResult(editor, idOf(2))).toBe(false)
  expect(scrolled).not.toHaveBeenCalled()
  expect(showResult(editor, idOf(1))).toBe(true)
  expect(editor.view.dom.querySelector('.is-linked-to')?.textContent).toBe('All is well.')
  expect(scrolled.mock.contexts).toEqual([editor.view.dom.querySelector('.is-linked-to')])
})
