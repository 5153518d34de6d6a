'use client'

import { Fragment, useState } from 'react'
import type { FailureGroup, FailureReport } from '#server/contracts/recovery.ts'
import type { StatRange } from '#server/contracts/statistics.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailures } from '../hooks/use-admin-recovery.ts'
import { duration, STEP_WORDS } from '../jobs/job-words.ts'
import { counted } from '../number-words.ts'
import { classNames } from '../ui/class-names.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { FailedSteps } from './failures/failed-steps.tsx'
import { type HeatRow, heatOf } from './heat-rows.ts'

const WORDS: Record<string, string> = { ...STEP_WORDS, none: 'nobody' }

/** Which provider failed in which way, and when: a row for each way, a cell for each stretch of time, and what it cost. */
export function FailureHeat({ range }: { range: StatRange }) {
  const failures = useFailures(range)
  return (
    <section className="mt-12" aria-labelledby="failures">
      <h2 id="failures" className="display mb-3 text-xl">
        Failures
      </h2>
      <QueryView query={failures} loading={<Skeleton className="h-24 w-full" />}>
        {(report) => <Heat report={report} range={range} />}
      </QueryView>
    </section>
  )
}

function Heat({ report, range }: { report: FailureReport; range: StatRange }) {
  const [open, setOpen] = useState<string | null>(null)
  const { rows, stretches, most } = heatOf(report, Date.now())
  if (rows.length === 0)
    return (
      <p className="border-hairline border-y py-4 text-muted">
        No provider failed in this time
        {report.requests > 0 ? `, in ${counted(report.requests, 'request')}` : ''}.
      </p>
    )
  return (
    <>
      <p className="mb-3 text-sm text-soft">
        {counted(report.failedSteps, 'failed step')} in {counted(report.requests, 'request')}
        {report.partial > 0
          ? `; ${report.partial.toLocaleString('en')} of them answered with parts missing`
          : ''}
        .
      </p>
      <section
        aria-label="Failures by provider and cause"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        ref={showNewest}
        className="relative overflow-x-auto"
      >
        <table className="w-full border-collapse text-left text-sm">
          <caption className="sr-only">Failures by provider, cause and time</caption>
          <thead>
            <tr className="border-edge border-b text-muted text-xs">
              <th scope="col" className="sticky left-0 whitespace-nowrap bg-paper py-1.5 pr-4 font-medium">
                Provider and cause
              </th>
              {stretches.map(({ from, label }) => (
                <th key={from} scope="col" className="p-0">
                  <span className="sr-only">{label}</span>
                </th>
              ))}
              <th scope="col" className="py-1.5 pl-4 text-right font-medium">
                Failed
              </th>
              <th scope="col" className="hidden py-1.5 pl-4 text-right font-medium sm:table-cell">
                Lost
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Fragment key={row.key}>
                <tr className="border-hairline border-b">
                  <th
                    scope="row"
                    className="sticky left-0 bg-paper py-2 pr-4 text-left font-normal max-sm:max-w-40 sm:whitespace-nowrap"
                  >
                    <button
                      type="button"
                      aria-expanded={open === row.key}
                      onClick={() => setOpen(open === row.key ? null : row.key)}
                      className="rounded-sm text-left underline-offset-4 hover:underline pointer-coarse:min-h-10"
                    >
                      <span className="font-medium">{row.provider}</span>{' '}
                      <span className="text-soft">{row.fault.replaceAll('-', ' ')}</span>
                    </button>
                  </th>
                  {row.cells.map((count, index) => (
                    <Cell
                      key={stretches[index]?.from ?? index}
                      count={count}
                      most={most}
                      label={stretches[index]?.label ?? ''}
                    />
                  ))}
                  <td className="figures py-2 pl-4 text-right">{row.failures.toLocaleString('en')}</td>
                  <td className="figures hidden whitespace-nowrap py-2 pl-4 text-right text-muted sm:table-cell">
                    {lostWords(row)}
                  </td>
                </tr>
                {open === row.key ? <Detail row={row} range={range} span={stretches.length + 3} /> : null}
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

/** Where it is wider than the screen, what happened last is in sight. */
function showNewest(box: HTMLElement | null): void {
  if (box) box.scrollLeft = box.scrollWidth
}

function Cell({ count, most, label }: { count: number; most: number; label: string }) {
  const share = count / most
  return (
    <td title={`${label}: ${count}`} className="h-8 min-w-2 border-paper border-x p-0 align-middle">
      <svg aria-hidden="true" width="100%" height="20" className="block">
        <rect
          width="100%"
          height="20"
          fill={count === 0 ? 'var(--hover)' : 'var(--danger)'}
          opacity={count === 0 ? 1 : 0.25 + 0.75 * share}
        />
      </svg>
      <span className="sr-only">{count}</span>
    </td>
  )
}

function Detail({ row, range, span }: { row: HeatRow; range: StatRange; span: number }) {
  const answered = Object.entries(row.answeredBy).toSorted(([, a], [, b]) => b - a)
  return (
    <tr className="border-hairline border-b bg-sunken">
      <td colSpan={span} className="px-4 py-3">
        <p className={classNames('text-soft', row.lastReason ? 'mb-1' : 'sr-only')}>
          Last: {row.lastReason ?? 'no words were kept'}
        </p>
        <p className="text-muted text-xs">
          Answered in the end by{' '}
          {answered.map(([step, count]) => `${WORDS[step] ?? step} (${count})`).join(', ') || 'nobody'};{' '}
          {counted(row.attempts, 'try', 'tries')}, {lostWords(row)} lost.
        </p>
        <FailedSteps range={range} provider={row.provider} fault={row.fault} />
      </td>
    </tr>
  )
}

function lostWords({ ms, tokens }: Pick<FailureGroup, 'ms' | 'tokens'>): string {
  return tokens === null ? duration(ms) : `${duration(ms)}, ${counted(tokens, 'token')}`
}
