import { expect, test } from 'vitest'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import { partialBlocks, partialResult, showsPartial } from './partial-result.ts'
import type { TextRequest } from './provider.ts'

const TEXT = 'Ada repairs the loom in Varnholt by Friday. Ben buys forty spools.'
const field = (name: string, required: boolean) => ({ name, type: 'text' as const, required })
const REQUESTS = {
  summarise: { kind: 'summarise', text: TEXT, words: 40 },
  keywords: { kind: 'keywords', text: TEXT, count: 5 },
  entities: { kind: 'entities', text: TEXT },
  'action-items': { kind: 'action-items', text: TEXT },
  extract: { kind: 'extract', text: TEXT, fields: [field('Who', true), field('Where', true)] },
} as const satisfies Partial<Record<TextRequest['kind'], TextRequest>>

const shown = (request: TextRequest, answer: string): string | undefined =>
  wordsOf(partialBlocks(partialResult(request, answer)))

function wordsOf(blocks: readonly DocumentBlock[] | undefined): string | undefined {
  return (
    blocks && [...JSON.stringify(blocks).matchAll(/"text":"([^"]*)"/g)].map(([, words]) => words).join('|')
  )
}

test.each([
  ['words that will stay', REQUESTS.summarise, 'Ada repairs the lo', 'Ada repairs the'],
  [
    'keywords that are finished',
    REQUESTS.keywords,
    '{"keywords":[{"term":"loom","weight":1},{"term":"spo',
    'loom',
  ],
  [
    'findings, by their type',
    REQUESTS.entities,
    '{"entities":[{"type":"place","text":"Varnholt"},{"ty',
    'Places: |Varnholt',
  ],
  [
    'tasks, with who and when',
    REQUESTS['action-items'],
    '{"items":[{"task":"Repair the loom","owner":"Ada","due":"Friday","done":false,"quote":null},{"task":"Bu',
    'Repair the loom| (Ada, due Friday)',
  ],
  [
    'fields that have a value, though another has to have one too',
    REQUESTS.extract,
    '{"fields":[{"name":"Who","value":"Ada","quote":null},{"name":"Where","value":null,"quote":null},{"na',
    'Field|Value|Who|Ada',
  ],
] as const)('of an answer that comes there are %s', (_, request, answer, words) => {
  expect(shown(request, answer)).toBe(words)
})

test.each([
  ['nothing', REQUESTS.summarise, ''],
  ['a list that may still get entries', REQUESTS['action-items'], '{"items":['],
  ['a list that says that there are none', REQUESTS['action-items'], '{"items":[]}'],
  ['fields that are not there', REQUESTS.extract, '{"fields":[{"name":"Where","value":null}]}'],
  ['what cannot be read', REQUESTS['action-items'], '{"items":[{"task":5},'],
  ['what stands nowhere in the text', REQUESTS.entities, '[{"type":"place","text":"Solund"},'],
] as const)(
  'of %s nothing is shown: only the whole can say that something is not there',
  (_, request, answer) => {
    expect(shown(request, answer)).toBeUndefined()
  },
)

test('half a label, mood or reply would be another one', () => {
  expect(showsPartial({ kind: 'classify' })).toBe(false)
  expect(
    partialResult(
      { kind: 'sentiment', text: TEXT },
      '{"score":1,"label":"positive","sentences":[{"n":1,"score":1}',
    ),
  ).toBeUndefined()
})
