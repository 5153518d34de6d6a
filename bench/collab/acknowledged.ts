import { type Kind, startContestant } from './contestants.ts'
import { printTable } from './print-table.ts'
import { percentile } from './process-usage.ts'
import { TypingRoom } from './typing-room.ts'

const KINDS: readonly Kind[] = ['weft', 'hocuspocus']
const MEANING: Partial<Record<Kind, string>> = { weft: 'committed, on disk', hocuspocus: 'in memory' }
const WRITERS = 50
const SECONDS = 8

/** From an edit's frame to the word that it is kept: 50 writers in one document at 8 edits/s. y-websocket says no such word. */
export async function acknowledged(): Promise<void> {
  const rows: string[][] = []
  for (const kind of KINDS) {
    const contestant = await startContestant(kind)
    try {
      const plan = { clients: WRITERS + 1, writers: WRITERS, rate: WRITERS * 8, editsEach: (SECONDS + 3) * 8 }
      const room = await TypingRoom.open(contestant, plan)
      await room.type(2)
      const { saved, sent } = await room.type(SECONDS)
      room.close()
      const shown = [0.5, 0.95, 0.99].map((share) => percentile(saved, share).toFixed(1))
      rows.push([kind, MEANING[kind] ?? '', `${saved.length} of ${sent}`, ...shown])
    } finally {
      await contestant.dispose()
    }
  }
  printTable(
    `acknowledgement: ${WRITERS} writers in one document at 8 edits/s`,
    ['', 'means', 'acknowledged', 'p50 ms', 'p95 ms', 'p99 ms'],
    rows,
  )
}
