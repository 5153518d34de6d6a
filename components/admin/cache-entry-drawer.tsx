'use client'

import type { ReactNode } from 'react'
import type { CacheEntryDetail } from '#server/contracts/cache.ts'
import { byteWords } from '../byte-words.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useCacheEntry } from '../hooks/use-admin-cache.ts'
import { duration } from '../jobs/job-words.ts'
import { counted } from '../number-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Drawer } from '../ui/drawer.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'

const STATE_WORDS = {
  fresh: 'Fresh: answers',
  revalidating: 'Past its time: answers at once and is made anew behind',
  grace: 'Kept in reserve: answers when nobody else does',
  over: 'Over: answers nobody',
} satisfies Record<CacheEntryDetail['state'], string>

type CacheEntryDrawerProps = { id: string | null; onClose: () => void; onTag: (tag: string) => void }

/** What is known of a kept answer. Never the answer itself, which may be of a page that is closed to the owner. */
export function CacheEntryDrawer({ id, onClose, onTag }: CacheEntryDrawerProps) {
  const entry = useCacheEntry(id)
  return (
    <Drawer title="Kept answer" side="right" open={id !== null} onOpenChange={(open) => !open && onClose()}>
      <div className="px-6 pb-10">
        <QueryView query={entry} loading={<SkeletonRows rows={3} label="Loading the entry" />}>
          {(known) => (
            <div className="flex flex-col gap-6">
              <p className="flex items-start gap-1">
                <code className="break-all font-mono text-xs">{known.key}</code>
                <CopyButton text={known.key} label="Copy the key" />
              </p>
              <p>{STATE_WORDS[known.state]}.</p>
              <dl className="grid grid-cols-[9rem_1fr] gap-y-2 border-hairline border-t pt-4 text-sm">
                <Fact name="Made">
                  <RelativeTime at={known.createdAt} />, took {duration(known.costMs)}
                </Fact>
                <Fact name="Used">
                  {known.hits === 0 ? (
                    'never yet'
                  ) : (
                    <>
                      {counted(known.hits, 'time')}, last <RelativeTime at={known.lastHitAt} />
                    </>
                  )}
                </Fact>
                <Fact name="Saved so far">{duration(known.costMs * known.hits)}</Fact>
                <Fact name="Expires">
                  <RelativeTime at={known.expiresAt} />
                </Fact>
                <Fact name="In reserve until">
                  <RelativeTime at={known.staleUntil} />
                </Fact>
                <Fact name="Size">{byteWords(known.bytes)}</Fact>
                <Fact name="Shape">
                  {known.shape.type}
                  {known.shape.fields.length > 0 ? ` of ${known.shape.fields.join(', ')}` : ''}
                </Fact>
              </dl>
              {known.tags.length > 0 ? (
                <section>
                  <h3 className="eyebrow mb-2">Tags</h3>
                  <ul className="flex flex-col gap-1">
                    {known.tags.map((tag) => (
                      <li key={tag}>
                        <button
                          type="button"
                          onClick={() => onTag(tag)}
                          className="break-all text-left font-mono text-accent text-xs underline underline-offset-4"
                        >
                          {tag}
                        </button>
                      </li>
                    ))}
                  </ul>
                </section>
              ) : null}
            </div>
          )}
        </QueryView>
      </div>
    </Drawer>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="figures">{children}</dd>
    </>
  )
}
