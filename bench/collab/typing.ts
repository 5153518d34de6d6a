import { loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { beside, type Done, type Load } from './background-load.ts'
import { Installation } from './installation.ts'
import { printTable } from './print-table.ts'
import { percentile, starvedSeconds } from './process-usage.ts'
import { type Typed, TypingRoom } from './typing-room.ts'

const TYPISTS = 5
const LETTERS_PER_SECOND = 5
const ROUNDS = 4
const SECONDS = 6
const REST_MS = 1000

const LOADS = {
  alone: undefined,
  'pages open': ['visit-pages'],
  'files go up': ['upload-files'],
  'files go up, a job reads': ['upload-files', 'job'],
} satisfies Record<string, readonly [Load, ...string[]] | undefined>
type Company = keyof typeof LOADS
const COMPANIES = Object.keys(LOADS) as Company[]

type Measured = {
  saved: number[]
  latencies: number[]
  cpu: number
  starved: number
  load: number[]
  done: Done[]
}

/**
 * Five people type at the speed of people in one page of a whole installation, one more reads: alone, while pages are opened, and
 * while files go up and a job reads one. The three take turns in one run, so that what else the machine does meets all of them.
 */
export async function typing(): Promise<void> {
  const installation = await Installation.open(TYPISTS + 1)
  const measured = Object.fromEntries(
    COMPANIES.map((company): [Company, Measured] => [
      company,
      { saved: [], latencies: [], cpu: 0, starved: 0, load: [], done: [] },
    ]),
  ) as Record<Company, Measured>
  try {
    const room = await TypingRoom.open(installation, {
      clients: TYPISTS + 1,
      writers: TYPISTS,
      rate: TYPISTS * LETTERS_PER_SECOND,
      // What is not typed in a window is not typed at all; a few more for windows that end late.
      editsEach: (ROUNDS * COMPANIES.length + 2) * (SECONDS + 2) * LETTERS_PER_SECOND,
    })
    await room.type(2)
    // The first page of each kind is compiled when it is asked for; people who come later do not wait for that.
    await beside(['visit-pages'], installation.owner, () => pause(2000))
    for (let round = 0; round < ROUNDS; round++)
      for (const company of COMPANIES) {
        await pause(REST_MS)
        const starved = starvedSeconds(installation.pid)
        const { typed, done } = await typeBeside(company, installation, room)
        const own = measured[company]
        own.saved.push(...typed.saved)
        own.latencies.push(...typed.latencies)
        own.cpu += typed.serverCpu
        own.starved += starvedSeconds(installation.pid) - starved
        own.load.push(loadavg()[0] ?? 0)
        if (done) own.done.push(done)
      }
    room.close()
  } finally {
    await installation.close()
  }
  print(measured)
}

async function typeBeside(
  company: Company,
  { owner }: Installation,
  room: TypingRoom,
): Promise<{ typed: Typed; done?: Done }> {
  const load = LOADS[company]
  if (!load) return { typed: await room.type(SECONDS) }
  const { result, done } = await beside(load, owner, () => room.type(SECONDS))
  return { typed: result, done }
}

function print(measured: Record<Company, Measured>): void {
  const alone = measured.alone
  const times = (of: number, to: number): string => (of / to).toFixed(2)
  const rows = COMPANIES.map((company) => {
    const { saved, latencies, cpu, starved, load, done } = measured[company]
    const of = (values: readonly number[], share: number): string => percentile(values, share).toFixed(1)
    return [
      company,
      String(saved.length),
      ...[0.5, 0.95, 0.99].map((share) => of(saved, share)),
      times(percentile(saved, 0.95), percentile(alone.saved, 0.95)),
      ...[0.5, 0.95, 0.99].map((share) => of(latencies, share)),
      times(percentile(latencies, 0.95), percentile(alone.latencies, 0.95)),
      ...[cpu, starved].map((seconds) => ((seconds / (ROUNDS * SECONDS)) * 100).toFixed(0)),
      (load.reduce((sum, one) => sum + one, 0) / load.length).toFixed(1),
      toldOf(company, done),
    ]
  })
  printTable(
    `${TYPISTS} people at ${LETTERS_PER_SECOND} letters/s in one page of a whole installation, ${ROUNDS} windows of ${SECONDS} s each in turn`,
    [
      ...['', 'letters', 'saved p50 ms', 'p95', 'p99', 'p95 x alone'],
      ...[
        'read p50 ms',
        'p95',
        'p99',
        'p95 x alone',
        'collab runs %',
        'waits for a core %',
        'load',
        'beside it',
      ],
    ],
    rows,
  )
}

function toldOf(company: Company, done: readonly Done[]): string {
  if (done.length === 0) return ''
  const all = done.flatMap(({ times }) => times)
  const failed = done.reduce((sum, one) => sum + one.failed, 0)
  const megabytes = done.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6
  const what = company === 'pages open' ? 'pages' : 'files'
  return `${all.length} ${what}, ${megabytes.toFixed(0)} MB, p95 ${percentile(all, 0.95).toFixed(0)} ms, ${failed} failed`
}
