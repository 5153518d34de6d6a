import { type Contestant, type Kind, startContestant } from './contestants.ts'
import { BYTES_PER_SECOND, PastedPage } from './pasted-page.ts'
import { printTable } from './print-table.ts'
import { percentile } from './process-usage.ts'

const KINDS: readonly Kind[] = ['weft', 'hocuspocus', 'y-websocket']
const SECONDS = 40
// To collect garbage takes its time, which is nobody's who reads.
const LOOK_EVERY_S = 8

type Run = { held: number; p95: number; cutAfter: number | undefined }

/**
 * Somebody pastes and deletes, 3 MB/s, for 40 s; one client reads nothing. What that client costs: the most that is held with it,
 * garbage collected first, less the most without it; what the other readers wait; and when it is cut.
 */
export async function slowReader(): Promise<void> {
  const rows: string[][] = []
  for (const kind of KINDS) {
    const [without, beside] = [await measure(kind, false), await measure(kind, true)]
    rows.push([
      kind,
      ...[without.held, beside.held, beside.held - without.held].map((bytes) => (bytes / 1e6).toFixed(1)),
      ...[without.p95, beside.p95].map((ms) => ms.toFixed(0)),
      beside.cutAfter === undefined ? 'never' : beside.cutAfter.toFixed(0),
    ])
  }
  printTable(
    `a client that reads nothing during ${(BYTES_PER_SECOND * SECONDS) / 1e6} MB of edits`,
    [
      '',
      'MB held without it',
      'with it',
      'MB that it costs',
      'p95 of the others without it, ms',
      'with it',
      'cut after s',
    ],
    rows,
  )
}

async function measure(kind: Kind, slow: boolean): Promise<Run> {
  const contestant = await startContestant(kind)
  try {
    return await run(contestant, slow)
  } finally {
    await contestant.dispose()
  }
}

async function run(contestant: Contestant, slow: boolean): Promise<Run> {
  const page = await PastedPage.open(contestant)
  const third = await page.join()
  if (slow) third.socket.stopReading()
  let [held, cutAfter, looked] = [0, undefined as number | undefined, 0]
  await page.paste(SECONDS, async (elapsed) => {
    if (slow) third.socket.probe()
    if (third.socket.isClosed) cutAfter ??= elapsed
    if (++looked % LOOK_EVERY_S === 0) held = Math.max(held, await contestant.livingBytes())
  })
  page.close()
  return { held, p95: percentile(page.takeWaits(), 0.95), cutAfter }
}
