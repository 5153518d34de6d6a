// Loaded before everything else in each process of a Weft (`--import`): the clock of the machine as somebody sets it. The file
// named in WEFT_TEST_CLOCK holds by how many milliseconds it is wrong; performance.now(), like the kernel's, never steps.
import { readFileSync, watch } from 'node:fs'

const file = process.env.WEFT_TEST_CLOCK
if (file === undefined) throw new Error('WEFT_TEST_CLOCK names the file of the clock')
const RealDate = Date
let offset = 0

function read(from: string): void {
  offset = Number(readFileSync(from, 'utf8')) || 0
}

const now = (): number => RealDate.now() + offset

read(file)
watch(file, () => read(file)).unref()
// A proxy and no subclass: dates that the runtime itself makes are instances of it too.
globalThis.Date = new Proxy(RealDate, {
  construct: (target, parts) => Reflect.construct(target, parts.length === 0 ? [now()] : parts),
  apply: (target) => new target(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
