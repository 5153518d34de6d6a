import { beforeEach, expect, test } from 'vitest'
import { ManualTime } from '#server/testing/manual-time.ts'
import { quietConnection } from '#server/testing/quiet-connection.ts'
import { ADAPTIVE, Broadcaster } from './broadcaster.ts'
import type { Connection } from './connection.ts'
import { savedFrame } from './wire.ts'

const LETTER = Buffer.from('letter ')
let time: ManualTime
let connections: Set<Connection>
let written: Map<Connection, Buffer[]>
let committedTicket: number
let broadcaster: Broadcaster

beforeEach(() => {
  time = new ManualTime()
  connections = new Set()
  written = new Map()
  committedTicket = 0
  broadcaster = new Broadcaster(
    connections,
    () => 1,
    () => committedTicket,
    time,
    ADAPTIVE,
  )
})

/** Somebody in step, whose socket takes everything. */
function reader(): Connection {
  const { connection, writes } = quietConnection(time)
  connection.sentSeq = 0
  connections.add(connection)
  written.set(connection, writes)
  return connection
}

function heardBy(connection: Connection): string[] {
  return (written.get(connection) ?? []).map((bytes) => bytes.toString())
}

test('an idle room hears of an edit at once', () => {
  const ada = reader()
  for (let n = 0; n < 5; n++) {
    broadcaster.add(LETTER, undefined)
    expect(heardBy(ada).length).toBe(n + 1)
    time.pass(60)
  }
})

test('while edits follow each other, those of 16 ms are one write for each reader', () => {
  const [ada, bob] = [reader(), reader()]
  for (let n = 0; n < 160; n++) {
    broadcaster.add(LETTER, undefined)
    time.pass(1)
  }
  time.pass(ADAPTIVE.restMostMs)
  for (const one of [ada, bob]) {
    expect(heardBy(one).join('')).toBe('letter '.repeat(160))
    expect(heardBy(one).length).toBeLessThanOrEqual(160 / ADAPTIVE.restLeastMs + 2)
  }
})

test('a broadcast that costs much is followed by a longer rest, and none by one above 33 ms', () => {
  const ada = reader()
  time.costMs = 1.5
  broadcaster.add(LETTER, undefined)
  expect(broadcaster.restMs).toBe(1.5 * ADAPTIVE.restPerCost)
  time.costMs = 100
  time.pass(1000)
  broadcaster.add(LETTER, undefined)
  expect(broadcaster.restMs).toBe(ADAPTIVE.restMostMs)
  broadcaster.add(LETTER, undefined)
  time.pass(ADAPTIVE.restMostMs)
  expect(heardBy(ada).length).toBe(3)
})

test('who wrote all that goes out is only told that it is saved, in one write', () => {
  const [ada, bob] = [reader(), reader()]
  ada.greet('{"schemaVersion":2}')
  ada.saved.add(1)
  committedTicket = 1
  broadcaster.add(LETTER, ada)
  expect(written.get(ada)).toEqual([savedFrame(1)])
  expect(heardBy(bob)).toEqual(['letter '])
})

test('who wrote a part of it is sent the whole and told what is saved, in one write', () => {
  const [ada, bob] = [reader(), reader()]
  ada.greet('{"schemaVersion":2}')
  for (let n = 0; n < 3; n++) broadcaster.add(LETTER, bob)
  time.pass(1)
  ada.saved.add(1)
  committedTicket = 1
  broadcaster.add(LETTER, ada)
  time.pass(ADAPTIVE.restMostMs)
  expect(written.get(ada)?.at(-1)).toEqual(Buffer.concat([LETTER, LETTER, savedFrame(1)]))
})

test('a closed broadcaster sends nothing that waited', () => {
  const ada = reader()
  broadcaster.add(LETTER, undefined)
  time.costMs = 2
  broadcaster.add(LETTER, undefined)
  broadcaster.add(LETTER, undefined)
  broadcaster.close()
  time.pass(1000)
  expect(heardBy(ada).length).toBe(2)
})
