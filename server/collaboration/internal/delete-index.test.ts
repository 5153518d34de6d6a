import { expect, test } from 'vitest'
import { seededRandom } from '#server/testing/random-page.ts'
import { DeleteIndex } from './delete-index.ts'

const one = (clock: number, length: number) => new Map([[1, [{ clock, length }]]])

test('what is known is left out, and what surrounds it is not', () => {
  const index = new DeleteIndex()
  index.add(one(10, 5))
  index.add(one(20, 5))
  expect(index.unknownPart(one(12, 2)).size).toBe(0)
  expect(index.unknownPart(one(8, 20)).get(1)).toEqual([
    { clock: 8, length: 2 },
    { clock: 15, length: 5 },
    { clock: 25, length: 3 },
  ])
  expect(index.unknownPart(new Map([[2, [{ clock: 10, length: 5 }]]])).size).toBe(1)
})

test('ranges agree with a set of clocks, whatever is added in whichever order', () => {
  const random = seededRandom(6)
  const index = new DeleteIndex()
  const known = new Set<number>()
  for (let round = 0; round < 2000; round++) {
    const clock = Math.floor(random() * 500)
    const length = 1 + Math.floor(random() * 12)
    const asked = Array.from({ length }, (_, n) => clock + n)
    const unknown = (index.unknownPart(one(clock, length)).get(1) ?? []).flatMap((range) =>
      Array.from({ length: range.length }, (_, n) => range.clock + n),
    )
    expect(unknown).toEqual(asked.filter((each) => !known.has(each)))
    if (round % 3 > 0) continue
    index.add(one(clock, length))
    for (const each of asked) known.add(each)
  }
})

test('many ranges at once, in any order and over each other, give what they give one by one', () => {
  const random = seededRandom(7)
  const ranges = Array.from({ length: 400 }, () => ({
    clock: Math.floor(random() * 900),
    length: 1 + Math.floor(random() * 4),
  }))
  const [together, oneByOne] = [new DeleteIndex(), new DeleteIndex()]
  together.add(one(100, 50))
  oneByOne.add(one(100, 50))
  together.add(new Map([[1, ranges]]))
  for (const { clock, length } of ranges) oneByOne.add(one(clock, length))
  for (let clock = 0; clock < 910; clock++)
    expect(together.unknownPart(one(clock, 7))).toEqual(oneByOne.unknownPart(one(clock, 7)))
})
