import { expect, test } from 'vitest'
import { afterThoughts, apartFromThoughts } from './thoughts.ts'

const ANSWER = 'All looms of the guild run again.'

test.each([
  ['<think>hm, looms</think>\n\n'],
  ['\n<THINK>\nhm\n</THINK> '],
  ['<thinking>hm</thinking>'],
  ['<reasoning>hm</reasoning>'],
  ['<seed:think>hm</seed:think>'],
  ['◁think▷hm◁/think▷'],
  ['[THINK]hm[/THINK]'],
  ['<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>'],
  ['<think></think>\n<think>and on</think>'],
  ['hm, the looms\n</think>\n\n'],
])('what stands behind %j is the answer', (thoughts) => {
  expect(apartFromThoughts(thoughts + ANSWER)).toEqual({ answer: ANSWER, thought: true })
})

test.each([
  [ANSWER],
  ['<thin ice> is what the guild calls it'],
  ['[thinkers] of the guild'],
  ['The mark <think> begins thoughts, and </think> ends them.'],
  ['<thi'],
  ['{"items":[]}'],
])('%j has no thoughts', (text) => {
  expect(apartFromThoughts(text)).toEqual({ answer: text, thought: false })
})

test('a closing mark that stands in the text itself is a line of the answer, and one before it ends thoughts', () => {
  const text = 'A model of the guild wrote:\n\nhm, the looms\n</think>\n\nAll looms run again.'
  const answer = text.replace('wrote', 'has written')
  expect(apartFromThoughts(answer, text)).toEqual({ answer, thought: false })
  expect(apartFromThoughts(`hm\n</think>\n${answer}`, text)).toEqual({ answer, thought: true })
  expect(apartFromThoughts(`<think>hm</think>${answer}`, text)).toEqual({ answer, thought: true })
})

test.each(['<think>', '<think>hm', '◁think▷hm </think>', 'hm\n</think>\n', '<think>hm</think>'])(
  '%j is thoughts alone',
  (text) => {
    expect(apartFromThoughts(text)).toEqual({ answer: '', thought: true })
  },
)

test('of thoughts nothing is told while they come, letter by letter, and all that follows them is', () => {
  for (const [opening, closing] of [
    ['<think>', '</think>'],
    ['◁think▷', '◁/think▷'],
    ['[THINK]', '[/THINK]'],
    ['<|channel|>analysis<|message|>', '<|channel|>final<|message|>'],
  ]) {
    const text = ` ${opening}hm, looms${closing}\n${ANSWER}`
    const read = afterThoughts()
    const told = Array.from(text, (_, at) => read(text.slice(0, at + 1))).filter(Boolean)
    expect(told).toEqual(Array.from(ANSWER, (_, at) => ANSWER.slice(0, at + 1)))
  }
})

test('takes time in proportion to the thoughts, however many pieces they come in', () => {
  const start = performance.now()
  const read = afterThoughts()
  let text = '<think>'
  for (let piece = 0; piece < 5_000; piece += 1) {
    text += 'and < then [ '
    read(text)
  }
  expect(read(`${text}</think>${ANSWER}`)).toBe(ANSWER)
  expect(performance.now() - start).toBeLessThan(3_000)
})
