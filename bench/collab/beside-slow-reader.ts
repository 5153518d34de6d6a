import { loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { startContestant } from './contestants.ts'
import { PastedPage } from './pasted-page.ts'
import { printTable } from './print-table.ts'
import { cpuSeconds, median, percentile } from './process-usage.ts'

// Windows come in pairs, and which is first alternates: a noise of minutes, and what the page has become, meet both alike.
const PAIRS = 10
// The kernel holds what comes in the first seconds; the process is to hold it for most of the window.
const SECONDS = 10
const SETTLE_MS = 1000
// P7.
const PROMISED = 1.2

type Window = { waits: number[]; cpu: number; load: number }

/**
 * P7 for the others: somebody pastes and deletes, 3 MB/s, and one person reads; what that person waits with, and without, a
 * second reader who reads nothing. Both take turns on one server in one run.
 */
export async function besideSlowReader(): Promise<void> {
  const contestant = await startContestant('weft')
  const pairs: { without: Window; beside: Window }[] = []
  try {
    const page = await PastedPage.open(contestant)
    const window = async (slow: boolean): Promise<Window> => {
      const reader = slow ? await page.join() : undefined
      await pause(SETTLE_MS)
      reader?.socket.stopReading()
      page.takeWaits()
      const cpu = cpuSeconds(contestant.pid)
      await page.paste(SECONDS)
      const measured = {
        waits: page.takeWaits(),
        cpu: cpuSeconds(contestant.pid) - cpu,
        load: loadavg()[0] ?? 0,
      }
      if (reader?.socket.isClosed) throw new Error('the slow reader was cut before the end of the window')
      reader?.socket.end()
      return measured
    }
    await page.paste(5)
    for (let pair = 0; pair < PAIRS; pair++) {
      const first = await window(pair % 2 === 1)
      const second = await window(pair % 2 === 0)
      pairs.push(pair % 2 === 1 ? { beside: first, without: second } : { without: first, beside: second })
    }
    page.close()
  } finally {
    await contestant.dispose()
  }
  const all = (['without', 'beside'] as const).map((which) => pairs.map((pair) => pair[which]))
  const [without = [], beside = []] = all
  const waitsOf = (windows: readonly Window[]): number[] => windows.flatMap(({ waits }) => waits)
  const cpuOf = (windows: readonly Window[]): number => windows.reduce((sum, { cpu }) => sum + cpu, 0)
  const shares = [0.5, 0.95, 0.99]
  const row = (name: string, windows: readonly Window[]): string[] => [
    name,
    String(waitsOf(windows).length),
    ...shares.map((share) => percentile(waitsOf(windows), share).toFixed(1)),
    ((cpuOf(windows) / (PAIRS * SECONDS)) * 100).toFixed(1),
    median(windows.map(({ load }) => load)).toFixed(1),
  ]
  const ofPairs = pairs.map(
    (pair) => percentile(pair.beside.waits, 0.95) / percentile(pair.without.waits, 0.95),
  )
  printTable(
    `what others wait beside a client that reads nothing of 3 MB/s, ${PAIRS} pairs of windows of ${SECONDS} s in turn`,
    ['', 'pastes', 'p50 ms', 'p95', 'p99', 'server, % of a core', 'load'],
    [
      row('nobody slow', without),
      row('one slow reader', beside),
      [
        'ratio',
        '',
        ...shares.map((share) =>
          (percentile(waitsOf(beside), share) / percentile(waitsOf(without), share)).toFixed(2),
        ),
        (cpuOf(beside) / cpuOf(without)).toFixed(2),
        '',
      ],
    ],
  )
  const within = ofPairs.filter((ratio) => ratio <= PROMISED).length
  console.log(
    `  p95 pair by pair: median ${median(ofPairs).toFixed(2)}, from ${Math.min(...ofPairs).toFixed(2)} to ${Math.max(...ofPairs).toFixed(2)}; ` +
      `${within} of ${PAIRS} pairs within the promised ${PROMISED}`,
  )
}
