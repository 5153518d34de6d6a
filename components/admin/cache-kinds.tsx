'use client'

import type { ReactNode } from 'react'
import type { CacheChange, CacheKindReport } from '#server/contracts/cache-advice.ts'
import type { CostReport } from '#server/contracts/cost-report.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import type { SimilarityReport } from '#server/contracts/similarity.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useCacheAdvice, useKeepKind, useSimilarity } from '../hooks/use-admin-cache.ts'
import { useProviderCosts } from '../hooks/use-providers.ts'
import { duration, KIND_WORDS } from '../jobs/job-words.ts'
import { moneyWords } from '../money-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { doneWords, doWords, rateWords, reasonWords } from './cache-change-words.ts'
import { type Column, DataTable } from './data-table.tsx'
import { sumOf } from './providers/cost-lines.ts'
import { ShadowLine, SimilarityNote } from './similarity-note.tsx'
import { shadowWords } from './similarity-words.ts'

/** How the cache does for each kind of job, what would help it, and what the changes made so far have done. */
export function CacheKinds() {
  const advice = useCacheAdvice()
  const similarity = useSimilarity()
  const costs = useProviderCosts('7d')
  return (
    <section className="mt-12" aria-labelledby="cache-kinds">
      <h2 id="cache-kinds" className="display mb-2 text-xl">
        Kinds of job
      </h2>
      <QueryView query={advice} loading={<SkeletonRows label="Loading the kinds of job" />}>
        {({ kinds }) =>
          kinds.length === 0 ? (
            <p className="border-hairline border-t py-6 text-muted">
              No job has looked for an answer in the last seven days.
            </p>
          ) : (
            <>
              <Proposals kinds={kinds} />
              <DataTable
                label="The cache by kind of job, last seven days"
                columns={columns(similarity.data, costs.data)}
                rows={kinds}
                keyOf={({ kind }) => kind}
              />
            </>
          )
        }
      </QueryView>
      {similarity.data ? <SimilarityNote report={similarity.data} /> : null}
    </section>
  )
}

/** What an owner may change, and may take back. */
function Proposals({ kinds }: { kinds: readonly CacheKindReport[] }) {
  const rows = kinds.filter(({ advice, applied }) => advice || applied)
  if (rows.length === 0) return null
  return (
    <ul aria-label="Advice" className="mb-6 flex flex-col gap-3">
      {rows.map((report) => (
        <KindProposal key={report.kind} report={report} />
      ))}
    </ul>
  )
}

/** Each with a request of its own: several may be on their way at a time, and each tells how it ended. */
function KindProposal({ report: { kind, figures, advice, applied } }: { report: CacheKindReport }) {
  const keep = useKeepKind()
  const put = (change: CacheChange | null): void => keep.mutate({ kind, change }, { onError: toastProblem })
  if (applied)
    return (
      <Proposal
        title={`${KIND_WORDS[kind]}: ${doneWords(applied.change)}`}
        action={
          <Button
            size="sm"
            busy={keep.isPending}
            aria-label={`Keep ${KIND_WORDS[kind]} as usual`}
            onClick={() => put(null)}
          >
            As usual again
          </Button>
        }
      >
        Since <RelativeTime at={applied.at} /> {rateWords(applied.since)}; in the seven days before,{' '}
        {rateWords(applied.before)}.
      </Proposal>
    )
  return advice ? (
    <Proposal
      advised
      title={`${KIND_WORDS[kind]}: ${doWords(advice.change)}`}
      action={
        <Button
          size="sm"
          variant="primary"
          busy={keep.isPending}
          aria-label={`${doWords(advice.change)}, ${KIND_WORDS[kind]}`}
          onClick={() => put(advice.change)}
        >
          Apply
        </Button>
      }
    >
      {reasonWords({ figures, advice })}
    </Proposal>
  ) : null
}

type ProposalProps = { title: string; advised?: boolean; action: ReactNode; children: ReactNode }

function Proposal({ title, advised = false, action, children }: ProposalProps) {
  return (
    <li
      className={`flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-l-2 py-1.5 pl-3.5 ${advised ? 'border-accent' : 'border-edge'}`}
    >
      <div className="min-w-0 max-w-2xl flex-1 basis-72 text-sm">
        <p className="font-medium">{title}</p>
        <p className="text-soft">{children}</p>
      </div>
      {action}
    </li>
  )
}

const count = (value: number): string => (value === 0 ? '–' : value.toLocaleString('en'))

function columns(
  similarity: SimilarityReport | undefined,
  costs: CostReport | undefined,
): readonly Column<CacheKindReport>[] {
  const money = (kind: TaskKind): string[] =>
    (costs?.lines ?? [])
      .filter(({ of, name }) => of === 'saved' && name === kind)
      .map((line) => moneyWords({ micros: sumOf(line), currency: line.currency }))
  const inShadow = (kind: TaskKind): string | null => {
    const measured = similarity?.kinds.find((each) => each.kind === kind)
    return measured ? shadowWords(measured) : null
  }
  return [
    {
      head: 'Kind',
      grow: true,
      cell: ({ kind }) => (
        <>
          {KIND_WORDS[kind]}
          <ShadowLine words={inShadow(kind)} />
        </>
      ),
    },
    ...COLUMNS,
    {
      head: 'Saved',
      align: 'right',
      cell: ({ kind, figures: { savedMs } }) =>
        [...(savedMs === 0 ? [] : [duration(savedMs)]), ...money(kind)].join(' · ') || '–',
    },
    ...WIDE_COLUMNS,
  ]
}

const COLUMNS: readonly Column<CacheKindReport>[] = [
  { head: 'Look-ups', align: 'right', cell: ({ figures }) => count(figures.lookUps) },
  {
    head: 'From the cache',
    align: 'right',
    cell: ({ figures }) =>
      figures.lookUps === 0 ? '–' : `${Math.round((figures.hits / figures.lookUps) * 100)} %`,
  },
]

const WIDE_COLUMNS: readonly Column<CacheKindReport>[] = [
  { head: 'Just too late', align: 'right', wide: true, cell: ({ figures }) => count(figures.late) },
  { head: 'In other words', align: 'right', wide: true, cell: ({ figures }) => count(figures.similar) },
  { head: 'Reported wrong', align: 'right', wide: true, cell: ({ figures }) => count(figures.wrong) },
]
