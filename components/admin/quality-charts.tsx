'use client'

import { TaskKind } from '#server/contracts/processing.ts'
import type { QualityReport } from '#server/contracts/recovery.ts'
import type { StatRange } from '#server/contracts/statistics.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useQuality } from '../hooks/use-admin-recovery.ts'
import { KIND_WORDS } from '../jobs/job-words.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { LineChart } from './charts/line-chart.tsx'
import { seriesColour } from './marks.ts'
import { RANGE_WORDS } from './range-picker.tsx'

const percent = (value: number): string => `${Math.round(value * 100)} %`

/** How good answers were over time. Scores of different methods are never in one chart: they do not compare. */
export function QualityCharts({ range }: { range: StatRange }) {
  const quality = useQuality(range)
  return (
    <section className="mt-12" aria-labelledby="quality">
      <h2 id="quality" className="display mb-4 text-xl">
        Quality
      </h2>
      <QueryView query={quality} loading={<Skeleton className="h-40 w-full" />}>
        {(report) =>
          report.lines.length === 0 ? (
            <p className="border-hairline border-y py-4 text-muted">
              No answer was measured in this time. Kinds without a measure of quality do not appear here.
            </p>
          ) : (
            <div className="grid gap-x-10 gap-y-10 lg:grid-cols-2">
              {methodsOf(report).map(({ kind, method, lines }) => (
                <LineChart
                  key={`${kind} ${method}`}
                  title={kindWords(kind)}
                  note={`${method}, ${RANGE_WORDS[range]}`}
                  format={percent}
                  leastTop={1}
                  totalOf={({ key }) => meanWords(lines, key)}
                  data={{
                    ...report,
                    series: lines.map((line, index) => ({
                      key: line.provider,
                      label: line.provider,
                      mark: seriesColour(index),
                      values: line.means,
                    })),
                  }}
                />
              ))}
            </div>
          )
        }
      </QueryView>
    </section>
  )
}

type Line = QualityReport['lines'][number]

function methodsOf({ lines }: QualityReport): { kind: string; method: string; lines: Line[] }[] {
  const groups = Map.groupBy(lines, ({ kind, method }) => `${kind}\n${method}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first ? [{ kind: first.kind, method: first.method, lines: group }] : []
  })
}

function meanWords(lines: readonly Line[], provider: string): string {
  const line = lines.find((each) => each.provider === provider)
  return line ? `${percent(line.mean)} of ${line.answers.toLocaleString('en')}` : '–'
}

function kindWords(kind: string): string {
  const known = TaskKind.safeParse(kind)
  return known.success ? KIND_WORDS[known.data] : kind
}
