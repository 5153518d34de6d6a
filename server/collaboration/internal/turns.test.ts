import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('no more run at once than may, all run in the order in which they came, and each gets its own answer', async () => {
  const turns = new Turns(3)
  const begun: number[] = []
  let running = 0
  let most = 0
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      turns.take(async () => {
        begun.push(n)
        most = Math.max(most, ++running)
        for (let wait = n % 4; wait >= 0; wait--) await new Promise(setImmediate)
        running--
        return n
      }),
    ),
  )
  expect(most).toBe(3)
  expect(begun).toEqual([...begun].sort((a, b) => a - b))
  expect(answers).toEqual(begun)
})

test('work that fails tells whoever asked, and gives its place to the next', async () => {
  const turns = new Turns(1)
  const failing = turns.take(() => Promise.reject(new Error('no')))
  const next = turns.take(() => Promise.resolve('yes'))
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
  expect(await turns.take(() => Promise.resolve('again'))).toBe('again')
})
