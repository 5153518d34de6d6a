import { expect, test } from 'vitest'
import { type Cap, chooseAdmitted, EVERY_KIND, type Used, type Waiting } from './choose-admitted.ts'

const cap = (kind: string, limits: Partial<Cap>): Cap => ({
  ...{ kind, total: null, perPerson: null, turns: {} },
  ...limits,
})
let made = 0
/** So many tasks of a person, in their order. */
function line(userId: string | null, count: number, more: Partial<Waiting> = {}): Waiting[] {
  return Array.from({ length: count }, () => ({
    ...{ id: `${userId}-${made}`, kind: 'ocr', userId, priority: 0, dueMs: made++ },
    ...more,
  }))
}
const people = (admitted: readonly Waiting[]) => admitted.map(({ userId }) => userId)
const used = (kind: string, userId: string, count: number): Used => ({ kind, userId, used: count })

test('as many begin as a cap leaves room for, counting what is under way', () => {
  const caps = [cap('ocr', { total: 3 })]
  expect(chooseAdmitted(caps, [], line('a', 9))).toHaveLength(3)
  expect(chooseAdmitted(caps, [used('ocr', 'b', 2), used('keywords', 'b', 9)], line('a', 9))).toHaveLength(1)
  expect(chooseAdmitted(caps, [used('ocr', 'b', 4)], line('a', 9))).toEqual([])
})

test('who has least under way comes first, then the next in the round', () => {
  const waiting = [...line('a', 3), ...line('b', 3), ...line('c', 3)]
  const caps = [cap('ocr', { total: 5, turns: { 0: 'a' } })]
  expect(people(chooseAdmitted(caps, [], waiting))).toEqual(['b', 'c', 'a', 'b', 'c'])
  expect(people(chooseAdmitted(caps, [used('ocr', 'b', 1)], waiting))).toEqual(['c', 'a', 'b', 'c'])
})

test('T36: with room for one, everybody has a turn before anybody has a second, in each lane by itself', () => {
  const waiting = [...line('a', 50), ...line('b', 50), ...line('c', 3)]
  const turns: Record<string, string> = {}
  const order = Array.from({ length: 6 }, (_, round) => {
    // A lane above goes between, always of the same person, and takes no turn from those below.
    const urgent = round % 2 === 0 ? line('b', 1, { priority: 5 }) : []
    const begun = [urgent, []].map((more) => {
      const [next] = chooseAdmitted([cap('ocr', { total: 1, turns })], [], [...waiting, ...more])
      if (!next) throw new Error('nothing began')
      turns[next.priority] = next.userId ?? ''
      if (next.priority === 0) waiting.splice(waiting.indexOf(next), 1)
      return next
    })
    return people(begun.filter(({ priority }) => priority === 0))
  })
  expect(order.flat().join('')).toMatch(/^abcabcabc/)
})

test('a higher lane goes before those who have less', () => {
  const waiting = [...line('a', 1), ...line('b', 1, { priority: 1 })]
  expect(people(chooseAdmitted([cap('ocr', { total: 1 })], [used('keywords', 'b', 3)], waiting))).toEqual([
    'b',
  ])
})

test('a person’s limit keeps back that person alone, and one over every kind counts them together', () => {
  const waiting = [...line('a', 4), ...line('b', 4)]
  const each = chooseAdmitted([cap('ocr', { perPerson: 2 })], [used('ocr', 'a', 1)], waiting)
  expect(people(each).toSorted()).toEqual(['a', 'b', 'b'])
  const both = [...waiting, ...line('a', 4, { kind: 'keywords' })]
  const all = chooseAdmitted([cap(EVERY_KIND, { perPerson: 3 })], [used('translate', 'a', 1)], both)
  expect(people(all).toSorted()).toEqual(['a', 'a', 'b', 'b', 'b'])
})

test('where kinds share a person’s limit, what has been due for longest goes first', () => {
  const late = line('a', 1, { kind: 'keywords', dueMs: 5 })
  const early = line('a', 3, { dueMs: 9 })
  const caps = [cap(EVERY_KIND, { perPerson: 2 })]
  expect(chooseAdmitted(caps, [], [...early, ...late]).map(({ kind }) => kind)).toEqual(['keywords', 'ocr'])
})

test('a full kind holds up no other of the same person', () => {
  const caps = [cap(EVERY_KIND, { perPerson: 2 }), cap('ocr', { total: 1 })]
  const waiting = [...line('a', 3), ...line('a', 3, { kind: 'keywords' })]
  const begun = chooseAdmitted(caps, [used('ocr', 'z', 1)], waiting)
  expect(begun.map(({ kind }) => kind)).toEqual(['keywords', 'keywords'])
})

test('the system’s tasks count for the kind and for nobody', () => {
  const caps = [cap('ocr', { total: 2 }), cap(EVERY_KIND, { perPerson: 1 })]
  expect(chooseAdmitted(caps, [], line(null, 5))).toHaveLength(2)
})
