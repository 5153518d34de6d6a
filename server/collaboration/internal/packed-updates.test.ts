import { expect, test } from 'vitest'
import { packUpdates, unpackUpdates } from './packed-updates.ts'

test.each([
  ['none', []],
  ['one', [new Uint8Array([1, 2, 3])]],
  [
    'several, an empty one and a slice among them',
    [
      new Uint8Array([1]),
      new Uint8Array(),
      Buffer.from('what lies around it').subarray(5, 9),
      new Uint8Array(70_000).fill(9),
    ],
  ],
])('updates come out as they went in: %s', (_name, updates) => {
  const unpacked = [...unpackUpdates(packUpdates(updates))]
  expect(unpacked.map((update) => Buffer.from(update))).toEqual(updates.map((update) => Buffer.from(update)))
})
