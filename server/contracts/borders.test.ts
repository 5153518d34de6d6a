import { expect, test } from 'vitest'
import type { z } from 'zod'
import {
  AcceptInvitation,
  CreateApiKey,
  CreateInvitation,
  Email,
  Name,
  Password,
  SignIn,
} from './accounts.ts'
import { atLeast, DOCUMENT_ROLES, isInsider, isVisitor, type Person, withoutLinks } from './actors.ts'
import { CacheGlob } from './cache.ts'
import { textLengthOf, textsOf } from './document-blocks.ts'
import { CreateDocument, ListDocuments, RenameDocument } from './documents.ts'
import { PageQuery } from './identifiers.ts'
import { plainLine } from './plain-line.ts'
import { glimpseOf, languageName, lengthWords, signed } from './result-words.ts'
import { CreateShareLink } from './sharing.ts'
import { CreateTask } from './tasks.ts'
import { gapSentence, isPartial } from './text-parts.ts'
import { TEXT_MAX } from './text-source.ts'

const ID = '0192f0c1-2345-7abc-8def-0123456789ab'
const text = (value = 'x') => ({ type: 'text', text: value })

test.each<[string, z.ZodType, unknown, unknown]>([
  ['an address in capitals', Email, ' Ada@Example.ORG ', 'ada@example.org'],
  [
    'an address of the longest length',
    Email,
    `${'a'.repeat(242)}@example.org`,
    `${'a'.repeat(242)}@example.org`,
  ],
  ['an address beyond it', Email, `${'a'.repeat(243)}@example.org`, undefined],
  ['no address', Email, 'ada', undefined],
  ['an address with a line break', Email, 'ada@example.org\nbcc:x@y.z', undefined],
  ['two addresses', Email, 'a@b.org,c@d.org', undefined],
  ['a name of blanks', Name, ' \u202e\u2028 ', undefined],
  ['a name that turns the direction', Name, 'Ada\u202egnp.exe', 'Ada gnp.exe'],
  ['a name of 80 letters', Name, 'x'.repeat(80), 'x'.repeat(80)],
  ['a name of 81', Name, 'x'.repeat(81), undefined],
  ['a name with half a character', Name, 'a\ud800', 'a\uFFFD'],
  ['a password of 9 letters', Password, 'x'.repeat(9), undefined],
  ['a password of 10', Password, 'x'.repeat(10), 'x'.repeat(10)],
  ['a password of 129', Password, 'x'.repeat(129), undefined],
  ['a password with blanks, kept as they are', Password, '  ten chars ', '  ten chars '],
  ['signing in without a password', SignIn, { email: 'a@b.org', password: '' }, undefined],
  ['an invitation as owner', CreateInvitation, { email: 'a@b.org', role: 'owner' }, undefined],
  [
    'an invitation without a role',
    CreateInvitation,
    { email: 'a@b.org' },
    { email: 'a@b.org', role: 'member' },
  ],
  ['accepting without a name', AcceptInvitation, { password: 'x'.repeat(10) }, undefined],
  ['a key for no scope', CreateApiKey, { name: 'x', scopes: [] }, undefined],
  ['a key for an unknown scope', CreateApiKey, { name: 'x', scopes: ['admin'] }, undefined],
  [
    'a key that ends before it begins',
    CreateApiKey,
    { name: 'x', scopes: ['read'], expiresInDays: 0 },
    undefined,
  ],
  ['a page without anything', CreateDocument, {}, { title: '', parentId: null }],
  ['a page below no id', CreateDocument, { parentId: 'x' }, undefined],
  ['a title of two lines', RenameDocument, { title: 'a\nb' }, { title: 'a b' }],
  ['a title of nothing', RenameDocument, { title: ' \n ' }, undefined],
  ['a list of none', PageQuery, { limit: '0' }, undefined],
  ['a list of 101', PageQuery, { limit: '101' }, undefined],
  ['a list of a half', PageQuery, { limit: '1.5' }, undefined],
  ['a list of 100', PageQuery, { limit: '100' }, { limit: 100 }],
  ['a list behind a long cursor', PageQuery, { cursor: 'x'.repeat(201) }, undefined],
  ['a list of maybe trashed pages', ListDocuments, { trashed: 'maybe' }, undefined],
  ['a link for ever', CreateShareLink, {}, { role: 'viewer', expiresInDays: null }],
  ['a link of an owner', CreateShareLink, { role: 'owner' }, undefined],
  ['a link for a year and a day', CreateShareLink, { expiresInDays: 366 }, undefined],
  ['a pattern of nothing but stars', CacheGlob, '**', '**'],
  ['a pattern that ends in a backslash', CacheGlob, 'a\\', undefined],
])('%s is taken only as what it means', (_, schema, given, taken) => {
  expect(schema.safeParse(given).data).toEqual(taken)
})

const task = (request: object, more: object = {}): boolean =>
  CreateTask.safeParse({ request, ...more }).success
test.each<[string, object, boolean]>([
  ['text', { kind: 'summarise', source: text() }, true],
  ['text of the longest length', { kind: 'language', source: text('x'.repeat(TEXT_MAX)) }, true],
  ['text beyond it', { kind: 'language', source: text('x'.repeat(TEXT_MAX + 1)) }, false],
  ['text of blanks', { kind: 'language', source: text(' \n ') }, false],
  ['an unknown kind', { kind: 'translate', source: text() }, false],
  ['a page by no id', { kind: 'language', source: { type: 'document', documentId: 'x' } }, false],
  ['an address', { kind: 'language', source: { type: 'url', url: 'http://169.254.169.254/' } }, false],
  ['too many words', { kind: 'summarise', source: text(), words: 100_000 }, false],
  ['no keywords', { kind: 'keywords', source: text(), count: 0 }, false],
  ['a type of entity that is none', { kind: 'entities', source: text(), types: ['animal'] }, false],
  ['a file', { kind: 'ocr', attachmentId: ID }, true],
  ['a file by its path', { kind: 'ocr', attachmentId: '../../etc/passwd' }, false],
  ['a picture of no width', { kind: 'resize-image', attachmentId: ID, width: 0 }, false],
  ['a picture as wide as memory', { kind: 'resize-image', attachmentId: ID, width: 10_001 }, false],
  ['a picture as a program', { kind: 'convert-image', attachmentId: ID, format: 'svg' }, false],
])('a job is asked for with %s: %s', (_, request, taken) => {
  expect(task(request)).toBe(taken)
})

test('roles are ordered, each allows what those below it do, and nobody without one is allowed anything', () => {
  for (const [index, role] of DOCUMENT_ROLES.entries())
    for (const [other, least] of DOCUMENT_ROLES.entries()) expect(atLeast(role, least)).toBe(index >= other)
  for (const least of DOCUMENT_ROLES) expect(atLeast(undefined, least)).toBe(false)
})

test('guests are no insiders, keys have no links, and only who has a link is a visitor', () => {
  const person: Person = {
    ...{ kind: 'person', userId: ID, name: 'Ada' },
    via: { type: 'session', sessionId: ID, linkTokens: ['t'] },
    memberships: [
      { workspaceId: 'a', role: 'member' },
      { workspaceId: 'b', role: 'guest' },
    ],
  }
  expect(['a', 'b', 'c'].map((workspaceId) => isInsider(person, workspaceId))).toEqual([true, false, false])
  expect(withoutLinks(person).via).toEqual({ type: 'session', sessionId: ID })
  const keyed: Person = { ...person, via: { type: 'key', keyId: ID, workspaceId: 'a', scopes: ['read'] } }
  expect(withoutLinks(keyed)).toBe(keyed)
  expect(isVisitor({ kind: 'anonymous' })).toBe(false)
  expect(isVisitor({ kind: 'anonymous', visit: { visitorId: ID, linkTokens: ['t'] } })).toBe(true)
})

test.each([
  ['a\r\n\tb', 'a b'],
  ['\u0000a\u0007b\u001b', 'a b'],
  ['  a   b  ', 'a b'],
  ['a\u2028b\u2029c', 'a b c'],
  ['\u202ea\u2066b\u2069', 'a b'],
  ['👩\u200d🚀', '👩\u200d🚀'],
  ['a\ud800b', 'a\uFFFDb'],
  ['', ''],
])('%j on one line is %j', (given, line) => {
  expect(plainLine(given)).toBe(line)
  expect(plainLine(plainLine(given))).toBe(line)
})

test.each([
  [0, '0 seconds'],
  [4.24, '4.2 seconds'],
  [59.94, '59.9 seconds'],
  [59.96, '1:00 minutes'],
  [60, '1:00 minutes'],
  [185, '3:05 minutes'],
  [3_599.6, '1:00:00 hours'],
  [3_727, '1:02:07 hours'],
  [360_000, '100:00:00 hours'],
])('%d seconds are “%s”', (seconds, words) => {
  expect(lengthWords(seconds)).toBe(words)
})

test.each([
  [0.416, '+0.42'],
  [-1, '-1'],
  [0, '0'],
  [-0.001, '0'],
  [0.004, '0'],
])('a score of %d is shown as %s', (score, words) => {
  expect(signed(score)).toBe(words)
})

test('languages have their English names, and a code without one is shown as it is', () => {
  expect(['de', 'zh', 'pt'].map(languageName)).toEqual(['German', 'Chinese', 'Portuguese'])
  expect(languageName('xx')).toBe('xx')
})

test('a glimpse of a long result is short and ends between two characters', () => {
  const glimpse = glimpseOf({ kind: 'summarise', text: '🧵'.repeat(500), sentences: 1 })
  expect(glimpse).toHaveLength(240)
  expect(glimpseOf({ kind: 'summarise', text: `x${'🧵'.repeat(500)}`, sentences: 1 }).isWellFormed()).toBe(
    true,
  )
})

const gap = { part: 2, start: 0, end: 16_000, heading: 'The harbour', begins: 'Once', reason: 'x' }
test('a gap is named by its place, as people count, and by its heading or its first words', () => {
  expect(
    gapSentence({ total: 5, missing: [gap, { ...gap, part: 3, start: 16_000, end: 32_000, heading: null }] }),
  ).toBe(
    'This covers 3 of 5 parts of the text. Missing: part 2, “The harbour” (characters 1 to 16,000); part 3, beginning “Once” (characters 16,001 to 32,000).',
  )
  expect([undefined, { total: 1, missing: [] }, { total: 2, missing: [gap] }].map(isPartial)).toEqual([
    false,
    false,
    true,
  ])
})

test('the texts of a block are all that it shows, and of what is unknown nothing', () => {
  const inner = { content: [{ text: 'b' }], items: [{ content: [{ text: 'c' }, { text: 'd' }] }] }
  expect(
    textsOf({ type: 'list', ordered: true, items: [{ content: [{ text: 'a' }], items: [inner] }] }),
  ).toEqual(['a', 'b', 'cd'])
  expect(textsOf({ type: 'table', header: false, rows: [[[{ text: 'x' }], []], [[]]] })).toEqual([
    'x',
    '',
    '',
  ])
  expect(textLengthOf({ type: 'code', text: '🧵' })).toBe(2)
  expect(textsOf({ type: 'image', attachmentId: ID, alt: 'words', width: 1, height: 1 })).toEqual([])
  expect(textsOf({ type: 'constructor' })).toEqual([])
})
