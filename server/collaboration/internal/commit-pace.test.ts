import { beforeEach, expect, test } from 'vitest'
import { ManualTime } from '#server/testing/manual-time.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { attendeeId, deliveredBy, visitorLook } from './attendee.ts'
import { closeReason } from './close-reason.ts'
import { CommitPace } from './commit-pace.ts'

let time: ManualTime
let rest: number
let offers: number[]
let pace: CommitPace
beforeEach(() => {
  time = new ManualTime()
  rest = 0
  offers = []
  pace = new CommitPace(
    time,
    () => rest,
    () => void offers.push(time.now()),
  )
})

test('where a room does not rest, what was typed is offered at once', () => {
  pace.offer(false)
  pace.offer(false)
  expect(offers).toEqual([0, 0])
})

test('while a room rests, one offer at the end of the rest serves all that was typed meanwhile', () => {
  rest = 30
  for (let turn = 0; turn < 5; turn += 1) pace.offer(false)
  expect(offers).toEqual([])
  time.pass(29)
  expect(offers).toEqual([])
  time.pass(1)
  expect(offers).toEqual([30])
  time.pass(100)
  expect(offers).toEqual([30])
})

test('as much as one commit takes does not wait, and ends the wait of the others', () => {
  rest = 30
  pace.offer(false)
  time.pass(10)
  pace.offer(true)
  expect(offers).toEqual([10])
  time.pass(100)
  expect(offers).toEqual([10])
})

test('it is offered so much earlier as a commit takes, and a rest that is hardly one is none', () => {
  rest = 30
  for (let turn = 0; turn < 60; turn += 1) {
    pace.sent()
    time.pass(20)
    pace.committed()
  }
  const from = time.now()
  pace.offer(false)
  time.pass(30)
  expect((offers[0] ?? 0) - from).toBeGreaterThanOrEqual(9)
  expect((offers[0] ?? 0) - from).toBeLessThanOrEqual(11)
  rest = 21
  pace.offer(false)
  expect(offers).toHaveLength(2)
})

test('who hurries waits for nothing any more, and what is given up is not offered', () => {
  rest = 30
  pace.offer(false)
  pace.hurry()
  expect(offers).toEqual([0])
  pace.offer(false)
  expect(offers).toEqual([0, 0])
  const other = new CommitPace(
    time,
    () => 30,
    () => void offers.push(-1),
  )
  other.offer(false)
  other.dispose()
  other.dispose()
  time.pass(100)
  expect(offers).not.toContain(-1)
})

test.each([
  ['', ''],
  ['short', 'short'],
  ['x'.repeat(123), 'x'.repeat(123)],
  ['x'.repeat(124), 'x'.repeat(123)],
  ['漢'.repeat(60), '漢'.repeat(41)],
  ['🧵'.repeat(60), '🧵'.repeat(30)],
  [`x${'é'.repeat(100)}`, `x${'é'.repeat(61)}`],
])('of the reason %j a close frame holds %j', (text, held) => {
  expect(closeReason(text)).toBe(held)
})

test('every reason fits into a close frame, is a beginning of what was said, and whole in its characters', () => {
  const random = seededRandom(67)
  const letters = ['a', 'é', '漢', '🧵', '\n', '"']
  for (let round = 0; round < 300; round += 1) {
    const text = Array.from(
      { length: Math.floor(random() * 150) },
      () => letters[Math.floor(random() * 6)],
    ).join('')
    const held = closeReason(text)
    expect(Buffer.byteLength(held)).toBeLessThanOrEqual(123)
    expect(text.startsWith(held)).toBe(true)
    expect(held.isWellFormed()).toBe(true)
    if (held !== text) expect(Buffer.byteLength(held)).toBeGreaterThan(119)
  }
})

test('people are known by their account and what they came by, visitors by their browser and always in one colour', () => {
  const person = { kind: 'person' as const, userId: 'u', name: 'Ada', memberships: [] }
  const session = { ...person, via: { type: 'session' as const, sessionId: 's' } }
  const keyed = { ...person, via: { type: 'key' as const, keyId: 'k', workspaceId: 'w', scopes: [] } }
  const visitor = {
    kind: 'anonymous' as const,
    visit: { visitorId: 'ffffff00-0000-8000-8000-000000000000', linkTokens: ['t'] },
  }
  expect([session, keyed, visitor].map(attendeeId)).toEqual(['u', 'u', visitor.visit.visitorId])
  expect([session, keyed, visitor].map(deliveredBy)).toEqual(['s', 'k', undefined])
  expect(visitorLook(visitor)).toEqual({ name: 'Visitor', hue: 0xffffff % 360, avatar: null })
})
