import { expect, test } from 'vitest'
import { compareStretches } from './compare-text.ts'

const written = (...parts: string[]) => ({ parts, pictures: new Set<string>() })
/** Stretches that stand together. */
const of = (...letters: string[]) =>
  letters.map((one, index) => ({ letters: one, picture: undefined, joins: index > 0 }))

test('whole parts in any order are as they were written, pieces of them edited, other words foreign', () => {
  const parts = written('thelooms', 'stoodstillinjanuary', 'the')
  expect(compareStretches(of('stoodstillinjanuarythelooms', 'the'), parts)).toEqual([
    'as-written',
    'as-written',
  ])
  expect(compareStretches(of('stoodstill', 'injanuary'), parts)).toEqual(['as-written', 'as-written'])
  expect(compareStretches(of('stoodstillinjanuar'), parts)).toEqual(['edited'])
  expect(compareStretches(of('still'), parts)).toEqual(['edited'])
  expect(compareStretches(of('somethingelsealtogether'), parts)).toEqual(['foreign'])
  expect(compareStretches(of('other'), parts)).toEqual(['foreign'])
})

test('made-up words are foreign before, behind and amid genuine ones, which stay what they are', () => {
  const parts = written('theloomsstoodstill.', 'inwinter.')
  const forged = 'revenuewastenmillion.'
  expect(compareStretches(of(forged, 'theloomsstoodstill.', forged, 'inwinter.', forged), parts)).toEqual([
    ...['foreign', 'as-written', 'foreign', 'as-written', 'foreign'],
  ])
})

test('a picture is its own matter: one that was not made changes nothing for the words beside it', () => {
  const stretches = [
    ...of('thelooms'),
    { letters: '', picture: 'made', joins: false },
    { letters: '', picture: 'other', joins: false },
  ]
  expect(compareStretches(stretches, { parts: ['thelooms'], pictures: new Set(['made']) })).toEqual([
    ...['as-written', 'as-written', 'foreign'],
  ])
})

test('a page that was made to be compared for long is told as edited, soon', () => {
  const others = Array.from({ length: 4_999 }, (_, n) => `${'a'.repeat(40)}${n}`)
  const start = performance.now()
  const parts = written('bbbbbbbbb', 'b', ...others)
  expect(compareStretches(of('bbbbbbbbb'.repeat(60_000)), parts)).toEqual(['edited'])
  const many = Array.from({ length: 500_000 }, (_, at) => ({
    ...{ letters: 'bbbbbbbbbc', picture: undefined },
    joins: at > 0,
  }))
  expect(new Set(compareStretches(many, parts))).toEqual(new Set(['edited']))
  // Under one second on a quiet machine; without its bounds, minutes.
  expect(performance.now() - start).toBeLessThan(10_000)
})

test('a page of very many short words is compared soon with what a job wrote at length', () => {
  const start = performance.now()
  const parts = written('a'.repeat(1_000_000), 'finally')
  const short = Array.from({ length: 100_000 }, (_, at) => `b${at.toString(36)}`)
  expect(new Set(compareStretches(of(...short), parts))).toEqual(new Set(['foreign']))
  expect(compareStretches(of('nal', 'nay'), parts)).toEqual(['edited', 'foreign'])
  // About a second on a quiet machine; each looked for by itself, minutes.
  expect(performance.now() - start).toBeLessThan(15_000)
})
