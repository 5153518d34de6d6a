'use client'

import { useState } from 'react'
import { type KindStrategies as Report, STRATEGY_DAYS } from '#server/contracts/kind-strategies.ts'
import { QueryView } from '../../feedback/query-view.tsx'
import { useStrategies } from '../../hooks/use-strategies.ts'
import { KIND_WORDS } from '../../jobs/job-words.ts'
import { STRATEGY_WORDS } from '../../jobs/strategy-words.ts'
import { counted } from '../../number-words.ts'
import { RelativeTime } from '../../relative-time.tsx'
import { Button } from '../../ui/button.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { StrategyDialog } from './strategy-dialog.tsx'
import { countWords } from './strategy-draft.ts'

/** By which ways each kind of job comes to an answer, and what each way did. */
export function KindStrategies() {
  const strategies = useStrategies()
  const [kind, setKind] = useState<Report['kind'] | null>(null)
  const [open, setOpen] = useState(false)
  const [all, setAll] = useState(false)
  return (
    <section className="mt-12" aria-labelledby="kind-strategies">
      <h2 id="kind-strategies" className="display mb-1 text-xl">
        Ways to an answer
      </h2>
      <p className="mb-3 max-w-2xl text-sm text-soft">
        What is tried for each kind of job, in this order, and in how many requests of the last{' '}
        {STRATEGY_DAYS} days each way gave an answer, or was tried and gave none.
      </p>
      <QueryView query={strategies} loading={<SkeletonRows label="Loading the ways to an answer" />}>
        {({ kinds }) => {
          const shown = all ? kinds : kinds.filter((one) => one.requests > 0 || one.change)
          const report = kinds.find((one) => one.kind === kind)
          return (
            <>
              {shown.length === 0 ? (
                <p className="border-hairline border-t py-6 text-muted">
                  No job has asked for anything in the last {STRATEGY_DAYS} days.
                </p>
              ) : (
                <ul aria-label="Ways to an answer by kind" className="border-hairline border-t">
                  {shown.map((one) => (
                    <KindRow
                      key={one.kind}
                      report={one}
                      onChange={() => {
                        setKind(one.kind)
                        setOpen(true)
                      }}
                    />
                  ))}
                </ul>
              )}
              {shown.length < kinds.length || all ? (
                <Button size="sm" variant="quiet" className="mt-3" onClick={() => setAll(!all)}>
                  {all ? 'Only kinds that were asked for' : `All ${kinds.length} kinds`}
                </Button>
              ) : null}
              {report ? <StrategyDialog report={report} open={open} onOpenChange={setOpen} /> : null}
            </>
          )
        }}
      </QueryView>
    </section>
  )
}

function KindRow({ report, onChange }: { report: Report; onChange: () => void }) {
  const { kind, requests, unanswered, strategies, changedAt } = report
  return (
    <li className="grid grid-cols-[1fr_auto] items-start gap-x-4 gap-y-1.5 border-hairline border-b py-3 md:grid-cols-[11rem_1fr_auto]">
      <div className="text-sm">
        <p className="font-medium">{KIND_WORDS[kind]}</p>
        <p className="text-muted text-xs">
          {requests === 0 ? 'not asked for' : counted(requests, 'request')}
          {unanswered > 0 ? (
            <span className="text-danger">, {unanswered.toLocaleString('en')} without an answer</span>
          ) : null}
          {changedAt ? (
            <span className="block">
              Changed <RelativeTime at={changedAt} />
            </span>
          ) : null}
        </p>
      </div>
      <ol className="order-last col-span-2 flex flex-wrap gap-x-1 gap-y-1.5 md:order-none md:col-span-1">
        {strategies.map((way, index) => (
          <li key={way.strategy} className="flex items-center gap-1 text-xs">
            {index > 0 ? (
              <span aria-hidden="true" className="text-muted">
                →
              </span>
            ) : null}
            <span
              title={countWords(way)}
              className={
                way.on
                  ? 'rounded-sm border border-hairline px-1.5 py-0.5'
                  : 'rounded-sm border border-hairline border-dashed px-1.5 py-0.5 text-muted line-through'
              }
            >
              {STRATEGY_WORDS[way.strategy]}
              {way.on ? null : <span className="sr-only"> (off)</span>}
              {way.answered + way.failed > 0 ? (
                <>
                  <span className="sr-only">: {countWords(way)}</span>
                  <span aria-hidden="true" className="figures ml-1.5 text-muted">
                    {way.answered.toLocaleString('en')}
                    {way.failed > 0 ? ` / ${way.failed.toLocaleString('en')}` : ''}
                  </span>
                </>
              ) : null}
            </span>
          </li>
        ))}
      </ol>
      <Button
        size="sm"
        variant="quiet"
        aria-label={`Change the ways of ${KIND_WORDS[kind]}`}
        onClick={onChange}
      >
        Change
      </Button>
    </li>
  )
}
