import type { FailureGroup, FailureReport } from '#server/contracts/recovery.ts'

export type HeatRow = Pick<
  FailureGroup,
  'provider' | 'fault' | 'failures' | 'attempts' | 'ms' | 'tokens' | 'lastReason'
> & {
  key: string
  answeredBy: Record<string, number>
  /** Failures in each stretch of time, oldest first. */
  cells: number[]
}

export type Heat = {
  rows: HeatRow[]
  stretches: { from: number; label: string }[]
  /** The most failures of one cell. */
  most: number
}

const HOUR_MS = 3_600_000
// More cells than this are narrower than a finger and a line of text.
const CELLS_MAX = 48

/** Groups of failures by hour as rows of a heat table: the worst first, hours joined where there are more than fit. */
export function heatOf({ from, groups }: Pick<FailureReport, 'from' | 'groups'>, now: number): Heat {
  const first = Math.floor(Date.parse(from) / HOUR_MS)
  const hours = Math.max(1, Math.floor(now / HOUR_MS) - first + 1)
  const width = Math.ceil(hours / CELLS_MAX)
  const cells = Math.ceil(hours / width)
  const rows = new Map<string, HeatRow>()
  for (const group of groups) {
    const key = `${group.provider} ${group.fault}`
    const row = rows.get(key) ?? emptyRow(key, group, cells)
    rows.set(key, row)
    const cell = Math.floor((Math.floor(Date.parse(group.hour) / HOUR_MS) - first) / width)
    if (cell >= 0 && cell < cells) row.cells[cell] = (row.cells[cell] ?? 0) + group.failures
    row.failures += group.failures
    row.attempts += group.attempts
    row.ms += group.ms
    if (group.tokens !== null) row.tokens = (row.tokens ?? 0) + group.tokens
    for (const [step, count] of Object.entries(group.answeredBy))
      row.answeredBy[step] = (row.answeredBy[step] ?? 0) + count
    // The newest hour comes first.
    row.lastReason ??= group.lastReason
  }
  const sorted = [...rows.values()].toSorted((a, b) => b.failures - a.failures)
  return {
    rows: sorted,
    stretches: Array.from({ length: cells }, (_, index) => stretch(first + index * width)),
    most: Math.max(1, ...sorted.flatMap((row) => row.cells)),
  }
}

function emptyRow(key: string, { provider, fault }: FailureGroup, cells: number): HeatRow {
  return {
    ...{ key, provider, fault, failures: 0, attempts: 0, ms: 0, tokens: null, lastReason: null },
    answeredBy: {},
    cells: new Array<number>(cells).fill(0),
  }
}

function stretch(hour: number): { from: number; label: string } {
  const at = new Date(hour * HOUR_MS)
  const label = at.toLocaleString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
  return { from: hour, label }
}
