'use client'

import {
  SIMILARITY_THRESHOLD,
  SIMILARITY_THRESHOLDS,
  type SimilarityOfKind,
  type SimilarityReport,
} from '#server/contracts/similarity.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useChangeSimilarity } from '../hooks/use-admin-cache.ts'
import { KIND_WORDS } from '../jobs/job-words.ts'
import { Switch } from '../ui/switch.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { hitsWords, missedWords } from './similarity-words.ts'

/** Under the name of a kind, what likeness of instructions would have done for it. */
export function ShadowLine({ words }: { words: string | null }) {
  return words ? <span className="block text-muted text-xs leading-5">{words}</span> : null
}

/** What is measured, by whom, how, and the switch that ends it. Without an embeddings model, where to name one. */
export function SimilarityNote({ report }: { report: SimilarityReport }) {
  const change = useChangeSimilarity()
  const { embedder, askedToday, mostADay, kinds } = report
  if (!embedder)
    return (
      <p className="mt-4 max-w-2xl text-muted text-sm">
        Instructions in quite other words are not compared: no provider names an embeddings model. With one
        named (Providers, Edit), what likeness would have answered is measured here, and never used.
      </p>
    )
  const missed = missedWords(report)
  const enabled = change.isPending ? change.variables : report.enabled
  return (
    <div className="mt-6 flex max-w-3xl flex-col gap-3">
      <Switch
        label="Measure similar wording in shadow"
        checked={enabled}
        onChange={(next) => change.mutate(next, { onError: toastProblem })}
        hint={
          <>
            After a model has answered, the instruction alone is sent to {embedder.model} at{' '}
            {embedder.provider}, and compared with those of kept answers to exactly the same text. No answer
            is ever given by it. {askedToday.toLocaleString('en')} of at most {mostADay.toLocaleString('en')}{' '}
            today.
          </>
        }
      />
      {missed ? <p className="text-sm text-warning">{missed}</p> : null}
      {kinds.length > 0 ? (
        <details className="text-sm">
          <summary className="cursor-pointer font-medium">
            How it is measured, and at other thresholds
          </summary>
          <p className="mt-2 mb-3 text-soft">
            A would-be hit is a likeness of {SIMILARITY_THRESHOLD} or more. It counts as wrong where the two
            answers differ: labels and fields must be the same; of other answers 80 % of the words, with the
            same numbers and as many negations. Good answers in other words count as wrong, so the rate is
            rather too high. Limits hold in 95 of 100 cases (Wilson).
          </p>
          <DataTable
            label="Would-be hits by likeness"
            columns={THRESHOLDS}
            rows={kinds}
            keyOf={({ kind }) => kind}
          />
        </details>
      ) : null}
    </div>
  )
}

const THRESHOLDS: readonly Column<SimilarityOfKind>[] = [
  { head: 'Kind', grow: true, cell: ({ kind }) => KIND_WORDS[kind] },
  { head: 'Pairs', align: 'right', cell: ({ pairs }) => pairs.toLocaleString('en') },
  ...SIMILARITY_THRESHOLDS.map(
    (threshold): Column<SimilarityOfKind> => ({
      head: `From ${threshold.toFixed(2)}`,
      align: 'right',
      wide: threshold !== SIMILARITY_THRESHOLD,
      cell: ({ at }) => {
        const found = at.find((each) => each.threshold === threshold)
        return found ? hitsWords(found) : '–'
      },
    }),
  ),
]
