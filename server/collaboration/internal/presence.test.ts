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

const distant = (name: string, clientId: number, clock: number, state = '{}') => ({
  ...{ clientId, clock, state },
  account: `person:${name}`,
})

test('people of another process stand beside our own, and go when it says so, or as a whole', () => {
  const presence = new Presence()
  presence.hear(speaker('ada'), [{ clientId: 1, clock: 1, state: '{}' }])
  expect(presence.hearFrom('two', [distant('bob', 2, 1), distant('eve', 3, 1)], false)).toBe(true)
  expect(told(presence.everybody()).map(([client]) => client)).toEqual([1, 2, 3])
  expect(presence.own().map(({ clientId }) => clientId)).toEqual([1])
  presence.changes()
  expect(presence.hearFrom('two', [distant('bob', 2, 1, 'null')], false)).toBe(true)
  expect(told(presence.changes())).toEqual([[2, 'null']])
  presence.hearFrom('two', [distant('bob', 2, 2), distant('eve', 3, 2)], true)
  presence.hearFrom('three', [distant('kim', 4, 1)], true)
  expect(presence.hearFrom('two', [distant('eve', 3, 2)], true)).toBe(true)
  expect(told(presence.everybody()).map(([client]) => client)).toEqual([1, 3, 4])
  expect(presence.forget('two')).toBe(true)
  expect(presence.forget('two')).toBe(false)
  expect(told(presence.everybody()).map(([client]) => client)).toEqual([1, 4])
})

test('another process is told of our own people only, each change once', () => {
  const presence = new Presence()
  const ada = speaker('ada')
  presence.hear(ada, [{ clientId: 1, clock: 1, state: '{}' }])
  presence.hearFrom('two', [distant('bob', 2, 1)], true)
  expect(presence.ownChanges()).toEqual([distant('ada', 1, 1)])
  expect(presence.ownChanges()).toEqual([])
  presence.leave(ada)
  expect(presence.ownChanges()).toMatchObject([{ clientId: 1, clock: 1, state: 'null' }])
})

test('who moves to another process is there once; what the old one says late of them counts no more', () => {
  const presence = new Presence()
  const ada = speaker('ada')
  presence.hear(ada, [{ clientId: 1, clock: 1, state: '{"at":"here"}' }])
  expect(presence.hearFrom('two', [distant('ada', 1, 2, '{"at":"there"}')], false)).toBe(true)
  expect(presence.leave(ada)).toBe(false)
  expect(told(presence.everybody())).toEqual([[1, '{"at":"there"}']])
  presence.hear(speaker('ada'), [{ clientId: 1, clock: 3, state: '{"at":"back"}' }])
  expect(presence.hearFrom('two', [distant('ada', 1, 2, 'null')], false)).toBe(false)
  expect(presence.hearFrom('two', [], true)).toBe(false)
  expect(told(presence.everybody())).toEqual([[1, '{"at":"back"}']])
})

test('a client id that somebody has here is not taken over from another process by another account', () => {
  const presence = new Presence()
  presence.hear(speaker('ada'), [{ clientId: 1, clock: 1, state: '{}' }])
  expect(presence.hearFrom('two', [distant('eve', 1, 9)], false)).toBe(false)
  presence.hearFrom('two', [distant('eve', 2, 1)], false)
  expect(presence.hear(speaker('bob'), [{ clientId: 2, clock: 9, state: '{}' }])).toBe(false)
})

test('nobody passes for a job: what a client says of one is taken out, of a person and of a nameless connection alike', () => {
  const presence = new Presence()
  const job = { taskId: 'x', kind: 'improve', askedBy: 'bob' }
  presence.hear(speaker('ada'), [
    { clientId: 1, clock: 1, state: JSON.stringify({ job, user: { name: 'x' }, cursor: 5 }) },
  ])
  presence.hear(speaker('bob'), [{ clientId: 2, clock: 1, state: JSON.stringify({ job, cursor: 6 }) }])
  expect(told(presence.everybody()).map(([, state]) => JSON.parse(state))).toEqual([
    { user: { id: 'ada', name: 'ada', hue: 1, avatar: null }, cursor: 5 },
    { cursor: 6 },
  ])
})
