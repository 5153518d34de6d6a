// @vitest-environment jsdom
import { expect, test } from 'vitest'
import type { ScanWord } from '#server/contracts/scan-reading.ts'
import { sampleDocument } from '#server/testing/sample-results.ts'
import { idOf } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { JobResult } from '../job-result.tsx'
import { type CheckedScan, ScanCheck } from './scan-check.tsx'

const word = (text: string, confidence: number, left = 10): ScanWord => ({
  ...{ text, confidence },
  box: { left, top: 20, width: 40, height: 10 },
})
const scan = (words: ScanWord[], changes: Partial<CheckedScan> = {}): CheckedScan => ({
  ...{ picture: idOf(4), width: 200, height: 100, rotation: 0, words },
  ...changes,
})
const show = (...scans: CheckedScan[]) => showScreen(<ScanCheck scans={scans} />)
const marks = () => [...document.querySelectorAll('rect')]
const views = () => [...document.querySelectorAll('svg[role=img]')].map((svg) => svg.getAttribute('viewBox'))

test('the words of little confidence are marked where they stand, listed, and shown large one by one', async () => {
  const { find, all, words, press } = await show(
    scan([word('sure', 0.9), word('qvay', 0.432), word('ha1f', 0.7, 90)]),
  )
  expect(words()).toContain(
    '2 words of 3 were read with less than 80 % confidence. Look at them in the picture.',
  )
  expect(all('listitem').map((each) => words(each))).toEqual(['qvay 43 %', 'ha1f 70 %'])
  expect(marks().map((mark) => Math.round(Number(mark.getAttribute('x'))))).toEqual([8, 88])
  expect(words(find('status'))).toBe('qvay 43 % sure')
  const first = views()[1]
  await press(find('button', 'The next word'))
  expect(words(find('status'))).toBe('ha1f 70 % sure')
  expect(find('button', 'ha1f 70 %').getAttribute('aria-current')).toBe('true')
  expect(views()[1]).not.toBe(first)
  await press(find('button', 'The next word'))
  expect(words(find('status'))).toBe('qvay 43 % sure')
  await press(find('button', 'The word before'))
  expect(words(find('status'))).toBe('ha1f 70 % sure')
  await press(find('button', 'qvay 43 %'))
  expect(words(find('status'))).toBe('qvay 43 % sure')
})

test('a press on a mark chooses its word', async () => {
  const { find, words, act } = await show(scan([word('one', 0.1), word('two', 0.2, 90)]))
  await act(() => marks()[1]?.dispatchEvent(new MouseEvent('click', { bubbles: true })))
  expect(words(find('status'))).toBe('two 20 % sure')
})

test('a picture that was turned for reading is shown turned, so that its words stand level', async () => {
  await show(scan([word('one', 0.1)], { rotation: 90 }))
  expect(
    views()[0]
      ?.split(' ')
      .map((part) => Math.round(Number(part))),
  ).toEqual([0, 0, 100, 200])
  expect(document.querySelector('image')?.getAttribute('transform')).toContain('rotate(90)')
})

test('where every word is sure that is said, and the picture stands there all the same', async () => {
  const { words, all, names } = await show(scan([word('sure', 0.8)]))
  expect(words()).toContain('All 1 word were read with a confidence of 80 % or more.')
  expect(all('img')).toHaveLength(1)
  expect(names('button')).toEqual([])
})

test('without a picture, or when it cannot be loaded, the list is there and says so', async () => {
  const gone = await show(scan([word('one', 0.1)], { picture: null, page: 3 }))
  expect(gone.words()).toContain('Page 3 cannot be shown here')
  expect(gone.all('img')).toEqual([])
  expect(gone.names('button')).toContain('one 10 %')
  await gone.close()
  const { act, words } = await show(scan([word('one', 0.1)]))
  await act(() => document.querySelector('image')?.dispatchEvent(new Event('error')))
  expect(words()).toContain('The picture cannot be shown here')
})

test('of several pages the first with doubts is shown, and each can be chosen', async () => {
  const pages = [scan([word('sure', 0.9)], { page: 1 }), scan([word('one', 0.1)], { page: 4 })]
  const { find, words } = await show(...pages)
  expect(words(find('combobox', 'Page to check'))).toContain('Page 4, 1 to check')
  expect(words()).toContain('1 word of 2 was read with less than 80 % confidence. Look at it in the picture.')
})

test('many words are listed in part until the others are asked for', async () => {
  const many = Array.from({ length: 43 }, (_, index) => word(`w${index}`, 0.5))
  const { find, press, all } = await show(scan(many))
  expect(all('listitem')).toHaveLength(40)
  await press(find('button', 'Show the other 3 words'))
  expect(all('listitem')).toHaveLength(43)
})

test('a PDF with pages that were read from pictures has them to check, and no offer to read them again', async () => {
  const scans = [{ ...scan([word('one', 0.1)]), page: 2, reason: 'no-text', confidence: 0.1 } as const]
  const pages = { total: 2, from: 1, to: 2, withoutText: [2] }
  const result = sampleDocument([], { kind: 'read-pdf', pages, scans })
  const { names } = await showScreen(<JobResult result={result} />)
  expect(names('region')).toContain('Check the words')
  expect(names('button').filter((name) => name.startsWith('Read page'))).toEqual([])
  const plain = await showScreen(
    <JobResult result={sampleDocument([], { kind: 'read-pdf', pages, scans: [] })} />,
  )
  expect(plain.names('region')).not.toContain('Check the words')
})

test('the reading of an image has its picture beside it', async () => {
  const result = {
    kind: 'ocr' as const,
    ...{ text: 'one', blocks: [{ text: 'one', confidence: 0.1 }], rotation: 0 },
    scan: scan([word('one', 0.1)]),
  }
  const { names } = await showScreen(<JobResult result={result} />)
  expect(names('region')).toContain('Check the words')
})
