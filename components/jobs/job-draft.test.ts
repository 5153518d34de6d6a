import { expect, test } from 'vitest'
import { emptyDraft, fieldOfPath, type JobDraft, readDraft } from './job-draft.ts'
import { DEFAULT_SETTINGS, type JobSettings } from './job-settings.ts'

const set = (changes: Partial<JobSettings>): Pick<JobDraft, 'settings'> => ({
  settings: { ...DEFAULT_SETTINGS, ...changes },
})
const PAGE = '0190a4b2-7c3d-7e5f-8a9b-0c1d2e3f4a5b'

test('a text and a number make a call with the contract’s defaults', () => {
  expect(readDraft(emptyDraft({ text: 'Long ago', ...set({ words: '40' }) }))).toEqual({
    task: {
      request: { kind: 'summarise', source: { type: 'text', text: 'Long ago' }, words: 40 },
      insert: false,
      fresh: false,
    },
  })
})

test('what is missing is said by the field that misses it', () => {
  expect(readDraft(emptyDraft(set({ words: '' })))).toEqual({
    faults: { text: 'There is no text', words: 'A whole number from 20 to 400' },
  })
  expect(readDraft(emptyDraft({ sourceType: 'document' }))).toEqual({
    faults: { documentId: 'Choose a page' },
  })
  expect(readDraft(emptyDraft({ kind: 'ocr' }))).toEqual({
    faults: { attachment: 'Choose a file to work on' },
  })
})

test('limits are named with their figure', () => {
  expect(readDraft(emptyDraft({ text: 'x', ...set({ words: '5' }) }))).toEqual({
    faults: { words: 'At least 20 words' },
  })
  expect(readDraft(emptyDraft({ kind: 'keywords', text: 'x', ...set({ count: '31' }) }))).toEqual({
    faults: { count: 'At most 30' },
  })
  expect(readDraft(emptyDraft({ text: 'x'.repeat(250_001) }))).toEqual({
    faults: { text: 'At most 250000 characters' },
  })
})

test('a result goes into a page only when there is one', () => {
  const draft = emptyDraft({ text: 'x', insert: true })
  expect(readDraft(draft)).toMatchObject({ task: { insert: false } })
  expect(readDraft({ ...draft, documentId: PAGE })).toMatchObject({
    task: { insert: true, documentId: PAGE },
  })
})

test('a draft that begins on a page reads that page', () => {
  expect(readDraft(emptyDraft({ documentId: PAGE }))).toMatchObject({
    task: { documentId: PAGE, request: { source: { type: 'document', documentId: PAGE } } },
  })
})

test('faults of the server land on the field they name', () => {
  expect(fieldOfPath('request.source.text')).toBe('text')
  expect(fieldOfPath('documentId')).toBe('documentId')
  expect(fieldOfPath('runAt')).toBe('when')
  expect(fieldOfPath('idempotencyKey')).toBeUndefined()
})
