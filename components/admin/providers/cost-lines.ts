import { type CostLine, type CostReport, SIMILAR_WORDING } from '#server/contracts/cost-report.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import { KIND_WORDS } from '../../jobs/job-words.ts'
import { type ChartSeries, stepStart } from '../charts/chart-data.ts'
import { barMark } from '../marks.ts'

/** A line's name for people. */
export function lineWords({ of, name }: Pick<CostLine, 'of' | 'name'>): string {
  if (of === 'provider') return name
  if (name === SIMILAR_WORDING) return 'Similar wording'
  const kind = TaskKind.safeParse(name)
  return kind.success ? KIND_WORDS[kind.data] : name
}

/** The currencies of a report, those with the largest sums first. */
export function currenciesOf({ lines }: Pick<CostReport, 'lines'>): string[] {
  const sums = new Map<string, number>()
  for (const line of lines) sums.set(line.currency, (sums.get(line.currency) ?? 0) + sumOf(line))
  return [...sums].toSorted(([, a], [, b]) => b - a).map(([currency]) => currency)
}

/** What a chart draws of one sort of lines in one currency, dearest at the base. */
export function costSeries(lines: readonly CostLine[], of: CostLine['of'], currency: string): ChartSeries[] {
  return lines
    .filter((line) => line.of === of && line.currency === currency && sumOf(line) > 0)
    .toSorted((a, b) => sumOf(b) - sumOf(a))
    .map((line, index) => ({
      ...{ key: line.name, label: lineWords(line), mark: barMark(index), values: line.micros },
    }))
}

export function sumOf({ micros }: Pick<CostLine, 'micros'>): number {
  return micros.reduce((sum, one) => sum + one, 0)
}

/**
 * All lines as comma-separated values (RFC 4180): a row for each step in which something was charged or saved. Amounts are in the
 * currency itself, with all six places; days and moments are in UTC.
 */
export function costCsv(report: Pick<CostReport, 'from' | 'stepSeconds' | 'lines'>): string {
  const rows = report.lines.flatMap(({ of, name, currency, micros }) =>
    micros.flatMap((value, step) =>
      value === 0
        ? []
        : [
            [
              new Date(stepStart(report, step)).toISOString(),
              of,
              name,
              currency,
              (value / 1_000_000).toFixed(6),
            ],
          ],
    ),
  )
  const lines = [['from', 'of', 'name', 'currency', 'amount'], ...rows.toSorted(byFirst)]
  return lines.map((row) => `${row.map(quoted).join(',')}\r\n`).join('')
}

function byFirst([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
