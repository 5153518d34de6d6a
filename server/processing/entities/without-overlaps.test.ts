import { expect, test } from 'vitest'
import type { Entity } from '#server/contracts/text-kinds.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { withoutOverlaps } from './without-overlaps.ts'

const at = (start: number, end: number, text = `${start}-${end}`): Entity => ({
  type: 'name',
  text,
  start,
  end,
})
const overlap = (a: Entity, b: Entity): boolean => a.start < b.end && b.start < a.end

test('what overlaps only something that is left out itself stays', () => {
  // The middle one loses to the last, which the first does not touch.
  expect(withoutOverlaps([at(12, 20), at(5, 15), at(0, 10)])).toEqual([at(0, 10), at(12, 20)])
})

test('neighbours that touch do not overlap', () => {
  expect(withoutOverlaps([at(5, 8), at(0, 5), at(8, 9)])).toEqual([at(0, 5), at(5, 8), at(8, 9)])
})

test('the same place twice is taken once, as it is named first', () => {
  expect(withoutOverlaps([at(0, 5, 'first'), at(0, 5, 'second')])).toEqual([at(0, 5, 'first')])
})

test('of any list, what is kept is what taking them one by one keeps, in the order of the text', () => {
  const random = seededRandom(17)
  for (let round = 0; round < 400; round += 1) {
    const entities = Array.from({ length: Math.floor(random() * 14) }, () => {
      const start = Math.floor(random() * 30)
      return at(start, start + 1 + Math.floor(random() * 9))
    })
    const model: Entity[] = []
    for (const entity of entities) if (!model.some((kept) => overlap(kept, entity))) model.push(entity)
    expect(withoutOverlaps(entities)).toEqual(model.sort((a, b) => a.start - b.start))
  }
})

test('fifty thousand findings are sorted out in a moment', () => {
  const many = Array.from({ length: 50_000 }, (_, index) => at(((index * 7919) % 50_000) * 2, 0)).map(
    (entity) => ({ ...entity, end: entity.start + 2 }),
  )
  const start = performance.now()
  expect(withoutOverlaps(many)).toHaveLength(50_000)
  expect(performance.now() - start).toBeLessThan(2_000)
})
