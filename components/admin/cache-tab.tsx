'use client'

import { X } from 'lucide-react'
import { useState } from 'react'
import type { CacheEntryView, CacheReport } from '#server/contracts/admin.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import { byteWords } from '../byte-words.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useCacheReport, useInvalidateCacheEntry } from '../hooks/use-admin.ts'
import { useNow } from '../hooks/use-now.ts'
import { KIND_WORDS } from '../jobs/job-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { type BarPart, MinuteBars } from './minute-bars.tsx'
import { Stat, StatRow } from './stat.tsx'

const PARTS: readonly BarPart[] = [
  { key: 'hit', label: 'from the cache', colour: 'var(--accent)' },
  { key: 'stale', label: 'older answer', colour: 'var(--warning)' },
  { key: 'miss', label: 'computed', colour: 'var(--edge)' },
  { key: 'bypass', label: 'computed anew on request', colour: 'var(--field)' },
]

/** What was answered without asking anybody again, and what is kept for it. */
export function CacheTab() {
  const report = useCacheReport()
  const [dropping, setDropping] = useState<CacheEntryView | null>(null)
  const invalidate = useInvalidateCacheEntry()
  return (
    <>
      <QueryView query={report} loading={<SkeletonRows label="Loading the cache" />}>
        {(known) => <Report report={known} onDrop={setDropping} />}
      </QueryView>
      <ConfirmDialog
        open={dropping !== null}
        onOpenChange={(open) => !open && setDropping(null)}
        title="Forget this answer?"
        description="The next job that asks the same is computed anew. Results that were already given stay as they are."
        action="Forget it"
        danger
        onConfirm={() => dropping && invalidate.mutate(dropping.id, { onError: toastProblem })}
      />
    </>
  )
}

function Report({ report, onDrop }: { report: CacheReport; onDrop: (entry: CacheEntryView) => void }) {
  const now = useNow()
  return (
    <>
      <StatRow>
        <Stat label="of questions answered from the cache" note="last 24 hours">
          {report.hitRate === null ? '–' : `${Math.round(report.hitRate * 100)} %`}
        </Stat>
        <Stat label="answers kept">{report.entries.toLocaleString('en')}</Stat>
        <Stat label={`of ${byteWords(report.maxBytes)} used`}>{byteWords(report.bytes)}</Stat>
      </StatRow>
      {now === null ? null : (
        <MinuteBars label="Questions in the last hour" series={report.series} parts={PARTS} now={now} />
      )}
      <h2 className="display mt-12 mb-2 text-2xl">Newest answers</h2>
      {report.newest.length === 0 ? (
        <p className="border-hairline border-t py-6 text-muted">
          Nothing is kept yet. The first finished job leaves its answer here.
        </p>
      ) : (
        <DataTable
          label="Cached answers"
          columns={columns(onDrop)}
          rows={report.newest}
          keyOf={(entry) => entry.id}
        />
      )}
    </>
  )
}

/** A kind of job in words; the name of a read of the app as it is. */
function kindWords(kind: string): string {
  const known = TaskKind.safeParse(kind)
  return known.success ? KIND_WORDS[known.data] : kind
}

function columns(onDrop: (entry: CacheEntryView) => void): Column<CacheEntryView>[] {
  return [
    {
      head: 'Kind',
      cell: (entry) => <span className="whitespace-nowrap font-medium">{kindWords(entry.kind)}</span>,
    },
    {
      head: 'Key',
      grow: true,
      wide: true,
      cell: (entry) => (
        <code className="font-mono text-soft text-xs" title={entry.key}>
          {entry.key.slice(0, 24)}
        </code>
      ),
    },
    { head: 'Used', align: 'right', cell: (entry) => `${entry.hits}×` },
    { head: 'Size', align: 'right', wide: true, cell: (entry) => byteWords(entry.bytes) },
    { head: 'Made', align: 'right', wide: true, cell: (entry) => <RelativeTime at={entry.createdAt} /> },
    {
      head: 'Expires',
      align: 'right',
      cell: (entry) => <RelativeTime at={entry.expiresAt} className="text-muted" />,
    },
    {
      head: 'Forget',
      align: 'right',
      cell: (entry) => (
        <IconButton
          size="xs"
          label={`Forget the answer ${entry.key.slice(0, 8)}`}
          onClick={() => onDrop(entry)}
        >
          <X aria-hidden="true" size={14} />
        </IconButton>
      ),
    },
  ]
}
