// npm run fuzz -- --seed 1 --frames 1000000: hostile frames against the door of the collaboration engine.
import { parseArgs } from 'node:util'
import { fuzzDoor } from '#server/testing/door-fuzz/fuzz-door.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, frames: { type: 'string', default: '1000000' } },
})
const seed = Number(values.seed)
const began = performance.now()
try {
  const { frames, accepted, closed, documents, forged, slowest, heapGrowth } = await fuzzDoor(
    seed,
    Number(values.frames),
  )
  const ends = [...closed].map(([code, count]) => `${code}: ${count.toLocaleString('en')}`).join(', ')
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  const figures = [
    `seed ${seed}: ${frames.toLocaleString('en')} frames on ${documents} documents in ${seconds} s, no fault`,
    `let in ${accepted.toLocaleString('en')}, with neighbours in the wrong order on ${forged} documents; sockets closed ${ends}`,
    `the slowest frame took ${slowest.toFixed(1)} ms of processor time; the heap grew by ${(heapGrowth / 1_048_576).toFixed(0)} MiB`,
  ]
  process.stdout.write(`${figures.join('\n')}\n`)
} catch (error) {
  process.stdout.write(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}\n`)
  process.stderr.write(`${error instanceof Error ? String(error.cause ?? '') : ''}\n`)
  process.exitCode = 1
}
