import { expect, test } from 'vitest'
import type { Person, Visitor } from '#server/contracts/actors.ts'
import { LIMITS } from '#server/contracts/collaboration.ts'
import { newId } from '#server/platform/ids.ts'
import { SeatCounts } from './seat-counts.ts'

const visitor = (visitorId = newId()): Visitor => ({
  kind: 'anonymous',
  visit: { visitorId, linkTokens: ['token'] },
})
const person: Person = {
  ...{ kind: 'person', userId: newId(), name: 'Ada' },
  via: { type: 'session', sessionId: newId() },
  memberships: [],
}
const [page, other] = [newId(), newId()]

test('a visitor who comes with ever new cookies gets no more seats than one address has', () => {
  const counts = new SeatCounts()
  const come = (from: string) => counts.take({ attendee: visitor(), documentId: newId(), from })
  const taken = Array.from({ length: LIMITS.visitorsPerAddress }, () => come('192.0.2.1'))
  expect(taken.every(({ tooMany }) => tooMany === undefined)).toBe(true)
  const refused = come('192.0.2.1')
  expect(refused.tooMany).toBe(`at most ${LIMITS.visitorsPerAddress} visitors from one address`)
  expect(come('192.0.2.2').tooMany).toBeUndefined()
  // What was refused counts until its socket is closed, as everybody's does.
  for (const { release } of [refused, ...taken.slice(0, 1)]) release()
  expect(come('192.0.2.1').tooMany).toBeUndefined()
  expect(come('192.0.2.1').tooMany).toBeDefined()
})

test('visitors from everywhere leave room on a page for people, and fill no other page', () => {
  const counts = new SeatCounts()
  let n = 0
  const come = (documentId = page) =>
    counts.take({ attendee: visitor(), documentId, from: `10.0.${n >> 8}.${n++ & 255}` }).tooMany
  const refused = Array.from({ length: LIMITS.visitorsPerDocument }, () => come()).filter(Boolean)
  expect(refused).toEqual([])
  expect(come()).toBe(`at most ${LIMITS.visitorsPerDocument} visitors of a page`)
  expect(come(other)).toBeUndefined()
  expect(counts.take({ attendee: person, documentId: page }).tooMany).toBeUndefined()
  expect(LIMITS.visitorsPerDocument).toBeLessThan(LIMITS.socketsPerDocument)
})

test('people of one address are counted each by themselves, as is one visitor', () => {
  const counts = new SeatCounts()
  const from = '192.0.2.9'
  const same = visitor()
  for (const attendee of [person, same]) {
    const open = () => counts.take({ attendee, documentId: newId(), from }).tooMany
    for (let n = 0; n < LIMITS.socketsPerPerson; n++) expect(open()).toBeUndefined()
    expect(open()).toBe(`at most ${LIMITS.socketsPerPerson} open pages a person`)
  }
})
