'use client'

import { X } from 'lucide-react'
import { useState } from 'react'
import type { CacheEntryView } from '#server/contracts/admin.ts'
import type { CacheSelector } from '#server/contracts/cache.ts'
import { byteWords } from '../byte-words.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useCacheEntries, useForgetCacheEntry } from '../hooks/use-admin-cache.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { CacheEntryDrawer } from './cache-entry-drawer.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { ForgetDialog } from './forget-dialog.tsx'
import { GlobSearch } from './glob-search.tsx'
import { useFrozenList } from './live/frozen-list.ts'
import { LiveNote } from './live/live-note.tsx'
import { useReading } from './live/use-reading.ts'
import { useAddress } from './use-address.ts'

/** The keys of what is kept, by pattern or tag, with what is known of each. */
export function CacheEntries() {
  const { get, set } = useAddress()
  const filter = { glob: get('glob'), tag: get('tag') }
  const [opened, setOpened] = useState<string | null>(null)
  const [dropping, setDropping] = useState<CacheEntryView | null>(null)
  const [forgetting, setForgetting] = useState<CacheSelector | null>(null)
  const forget = useForgetCacheEntry()
  const reading = useReading(opened !== null)
  const entries = useCacheEntries(filter)
  const { rows, news } = useFrozenList(entries.data, reading.paused, JSON.stringify(filter))
  const selector: CacheSelector | null = filter.tag
    ? { by: 'tag', tag: filter.tag }
    : filter.glob
      ? { by: 'glob', glob: filter.glob }
      : null
  return (
    <section className="mt-12" aria-labelledby="cache-keys">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id="cache-keys" className="display text-xl">
          Keys
        </h2>
        <LiveNote reading={reading} news={news} />
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pb-2">
        <GlobSearch value={filter.glob ?? ''} onSearch={(glob) => set({ glob: glob || undefined })} />
        {filter.tag ? (
          <Button size="sm" variant="quiet" onClick={() => set({ tag: undefined })}>
            <code className="font-mono text-xs">{filter.tag}</code>
            <X aria-hidden="true" size={13} />
          </Button>
        ) : null}
        {selector ? (
          <Button size="sm" variant="danger" onClick={() => setForgetting(selector)}>
            Forget all that fit ...
          </Button>
        ) : null}
      </div>
      <div {...reading.region}>
        <QueryView query={entries} loading={<SkeletonRows label="Loading the keys of the cache" />}>
          {() =>
            rows && rows.length > 0 ? (
              <DataTable
                label="Cached answers"
                columns={columns(setOpened, setDropping)}
                rows={rows}
                keyOf={(entry) => entry.id}
              />
            ) : (
              <p className="border-hairline border-t py-6 text-muted">
                {selector
                  ? 'No key fits.'
                  : 'Nothing is kept yet. The first finished job leaves its answer here.'}
              </p>
            )
          }
        </QueryView>
      </div>
      {entries.hasNextPage ? (
        <Button
          className="mt-6"
          busy={entries.isFetchingNextPage}
          onClick={() => void entries.fetchNextPage()}
        >
          Show older ones
        </Button>
      ) : null}
      <ConfirmDialog
        open={dropping !== null}
        onOpenChange={(open) => !open && setDropping(null)}
        title="Forget this answer?"
        description="The next job that asks the same is computed anew. Results that were already given stay as they are."
        action="Forget it"
        danger
        onConfirm={() =>
          dropping &&
          forget.mutate(dropping.id, {
            // What one has just forgotten is not read any more.
            onSuccess: reading.resume,
            onError: toastProblem,
          })
        }
      />
      <ForgetDialog selector={forgetting} onClose={() => setForgetting(null)} onForgotten={reading.resume} />
      <CacheEntryDrawer
        id={opened}
        onClose={() => setOpened(null)}
        onTag={(tag) => {
          setOpened(null)
          set({ tag, glob: undefined })
        }}
      />
    </section>
  )
}

function columns(
  open: (id: string) => void,
  drop: (entry: CacheEntryView) => void,
): Column<CacheEntryView>[] {
  return [
    {
      head: 'Key',
      grow: true,
      cell: (entry) => (
        <button
          type="button"
          onClick={() => open(entry.id)}
          title={entry.key}
          className="max-w-full truncate font-mono text-xs after:absolute after:inset-0"
        >
          {entry.key}
        </button>
      ),
    },
    { head: 'Used', align: 'right', cell: (entry) => `${entry.hits.toLocaleString('en')}×` },
    { head: 'Size', align: 'right', wide: true, cell: (entry) => byteWords(entry.bytes) },
    { head: 'Made', align: 'right', wide: true, cell: (entry) => <RelativeTime at={entry.createdAt} /> },
    {
      head: 'Expires',
      align: 'right',
      wide: true,
      cell: (entry) => <RelativeTime at={entry.expiresAt} className="text-muted" />,
    },
    {
      head: 'Forget',
      align: 'right',
      cell: (entry) => (
        <span className="relative z-10">
          <IconButton
            size="xs"
            label={`Forget the answer ${entry.key.slice(0, 20)}`}
            onClick={() => drop(entry)}
          >
            <X aria-hidden="true" size={14} />
          </IconButton>
        </span>
      ),
    },
  ]
}
