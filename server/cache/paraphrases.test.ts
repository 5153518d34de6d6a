import { describe, expect, test } from 'vitest'
import { PARAPHRASES } from '#server/testing/paraphrases.ts'
import { canonicalInstruction } from './canonical-instruction.ts'

type Pairs = readonly (readonly [string, string])[]

/** The share of the pairs that a form takes for the same question. */
function hits(pairs: Pairs, form: (instruction: string) => string): number {
  return pairs.filter(([one, other]) => form(one) === form(other)).length / pairs.length
}

const all = (kind: 'near' | 'far' | 'other'): Pairs => PARAPHRASES.flatMap((each) => each[kind])

describe.each(PARAPHRASES)('in $language', ({ near, other }) => {
  test.each(near)('%j and %j share an answer', (one, same) => {
    expect(canonicalInstruction(one)).toBe(canonicalInstruction(same))
  })

  test.each(other)('%j and %j never share one', (one, another) => {
    expect(canonicalInstruction(one)).not.toBe(canonicalInstruction(another))
    expect(canonicalInstruction(one)).not.toBe('')
  })
})

test('paraphrases that share few words are misses, so that the share of hits is honest', () => {
  const same = [...all('near'), ...all('far')]
  // In all 13 languages, easy and hard ones together; of those that ask something else none do.
  expect(hits(same, canonicalInstruction)).toBe(31 / 45)
  expect(hits(all('other'), canonicalInstruction)).toBe(0)
  expect(hits(all('far'), canonicalInstruction)).toBe(0)
})

test('the set tells a form that always hits and one that never does from a good one', () => {
  const always = () => ''
  const given: string[] = []
  const never = (instruction: string) => String(given.push(instruction))
  const asWritten = (instruction: string) => instruction
  const bagOfWords = (instruction: string) =>
    instruction.toLowerCase().split(/\W+/u).filter(Boolean).toSorted().join()
  expect(hits(all('other'), always)).toBe(1)
  expect(hits(all('near'), never)).toBe(0)
  expect(hits(all('near'), asWritten)).toBe(0)
  expect(hits(all('other'), bagOfWords)).toBeGreaterThan(0)
})

test.each(['Bitte', 'please', 'Por favor!', '请', '  '])(
  'politeness alone, %j, asks for nothing',
  (polite) => {
    expect(canonicalInstruction(polite)).toBe('')
  },
)

test.each([
  ['a word that only begins like one of politeness', 'Bitter as it was', 'er as it was'],
  ['politeness that is what it is about', 'Translate the word please', 'Translate the word'],
  ['thanks that are asked for', 'Write a letter of thanks', 'Write a letter of'],
  ['just, which leaves out the rest', 'Just the names', 'The names'],
  ['a word that begins like a character of politeness', '请假规定', '假规定'],
])('%s is kept', (_, one, without) => {
  expect(canonicalInstruction(one)).not.toBe(canonicalInstruction(without))
})
