import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ScenarioName, Stage } from './scenarios/run-scenario.ts'

const MINUTE = 60_000
let stage: Stage | undefined

beforeAll(async () => {
  stage = await Stage.open()
}, MINUTE)

afterAll(() => stage?.close())

function opened(): Stage {
  if (!stage) throw new Error('the stage was not opened')
  return stage
}

// Short forms; `npm run torture -- --scenario all` plays them at the length that the promises name.
test.each<[ScenarioName, number, string]>([
  ['partition', 4, 'two halves of a page that type apart are one again, and nothing is lost'],
  ['bad-line', 6, 'latency, jitter, single bytes, resets and silence lose and double nothing'],
  [
    'database-away',
    4,
    'nobody exits, the API says so in time, and every edit is acknowledged when it is back',
  ],
  ['rolling-restarts', 3, 'parts that are asked to stop while people type lose nothing'],
  ['drain', 2, 'a process that is told to stop says so, saves, closes with 1012 and ends in time'],
  ['paused-node', 4, 'a process that slept wakes to everybody’s edits, and loses nothing'],
  ['clock-steps', 6, 'clocks that jump by hours lose nothing'],
  ['storm', 200, 'hundreds of sockets that come at once, twice, are all in step'],
])(
  '%s (%i): %s',
  async (name, extent) => {
    const { figures, faults } = await opened().play(name, 20_261_122, extent)
    expect(faults).toEqual([])
    expect(Number(figures.edits ?? figures.sockets)).toBeGreaterThan(50)
  },
  3 * MINUTE,
)
