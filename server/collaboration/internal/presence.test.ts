import * as decoding from 'lib0/decoding'
import { expect, test } from 'vitest'
import { Presence, type Speaker } from './presence.ts'

const speaker = (name: string): Speaker => ({
  account: `person:${name}`,
  userId: name,
  look: { name, hue: 1, avatar: null },
})

/** What a frame says of whom. */
function told(frame: Buffer | undefined): [number, string][] {
  if (!frame) return []
  const head = frame[1] === 126 ? 4 : 2
  const message = decoding.createDecoder(new Uint8Array(frame.subarray(head)))
  decoding.readVarUint(message)
  const decoder = decoding.createDecoder(decoding.readVarUint8Array(message).slice())
  return Array.from({ length: decoding.readVarUint(decoder) }, () => {
    const client = decoding.readVarUint(decoder)
    decoding.readVarUint(decoder)
    return [client, decoding.readVarString(decoder)]
  })
}

test('a newcomer hears of who is there; who missed something, of who left as well', () => {
  const presence = new Presence()
  const [ada, bob] = [speaker('ada'), speaker('bob')]
  presence.hear(ada, [{ clientId: 1, clock: 1, state: '{"a":1}' }])
  presence.hear(bob, [{ clientId: 2, clock: 1, state: '{"b":1}' }])
  presence.leave(ada)
  presence.changes()
  expect(told(presence.everybody())).toEqual([[2, '{"b":1}']])
  // Found by the simulation (seed 561 of its first version): a reader that was slow just then saw ada for good.
  expect(told(presence.everybody(true))).toEqual([
    [1, 'null'],
    [2, '{"b":1}'],
  ])
})

test('who comes back is not among those who left', () => {
  const presence = new Presence()
  const ada = speaker('ada')
  presence.hear(ada, [{ clientId: 1, clock: 1, state: '{}' }])
  presence.leave(ada)
  presence.hear(ada, [{ clientId: 1, clock: 2, state: '{}' }])
  expect(told(presence.everybody(true))).toEqual([[1, '{}']])
})

test('the last 1,000 who left are remembered, no more', () => {
  const presence = new Presence()
  for (let client = 1; client <= 1_100; client++) {
    const one = speaker(`person ${client}`)
    presence.hear(one, [{ clientId: client, clock: 1, state: '{}' }])
    presence.leave(one)
  }
  const left = told(presence.everybody(true))
  expect(left).toHaveLength(1_000)
  expect(left[0]).toEqual([101, 'null'])
})
