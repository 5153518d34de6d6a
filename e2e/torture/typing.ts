import type { Random } from './random.ts'
import type { Writer } from './writer.ts'

export function acknowledged(writers: readonly Writer[]): number {
  return writers.reduce((sum, writer) => sum + writer.acknowledged.size, 0)
}

export function pending(writers: readonly Writer[]): number {
  return writers.reduce((sum, writer) => sum + writer.written.size - writer.acknowledged.size, 0)
}

/** Types on, a few lines a turn, until told to stop; goes on for a moment after that, as people do. */
export function type(
  writers: readonly Writer[],
  random: Random,
  everyMs = 10,
): { stopSoon: () => void; done: Promise<void> } {
  let turnsLeft = Number.POSITIVE_INFINITY
  const done = (async () => {
    while (turnsLeft-- > 0) {
      for (const writer of writers) if (random.next() < 0.7) writer.write()
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  })()
  return {
    stopSoon: () => {
      turnsLeft = 20 + random.integer(30)
    },
    done,
  }
}

/** What of the acknowledged edits is not among the lines of a page, and which edit stands there more than once. */
export function countEdits(
  writers: readonly Writer[],
  lines: readonly string[],
): { lost: string[]; doubled: string[] } {
  const seen = new Map<string, number>()
  for (const line of lines) seen.set(line, (seen.get(line) ?? 0) + 1)
  const all = writers.flatMap((writer) => [...writer.acknowledged])
  return {
    lost: all.filter((token) => !seen.has(token)),
    doubled: [...seen].filter(([line, count]) => count > 1 && /^w\d+-\d+$/.test(line)).map(([line]) => line),
  }
}
