import type { CacheEntryView } from '#server/contracts/admin.ts'

/** Columns that leave the house; the value is people's text and never among them. */
export const ENTRY_COLUMNS = {
  id: true,
  kind: true,
  key: true,
  tags: true,
  bytes: true,
  hits: true,
  createdAt: true,
  lastHitAt: true,
  expiresAt: true,
  staleUntil: true,
} as const

type EntryRow = Omit<CacheEntryView, 'createdAt' | 'lastHitAt' | 'expiresAt' | 'staleUntil'> &
  Record<'createdAt' | 'lastHitAt' | 'expiresAt' | 'staleUntil', Date>

export function presentEntry({ id, kind, key, tags, bytes, hits, ...times }: EntryRow): CacheEntryView {
  return {
    ...{ id, kind, key, tags, bytes, hits },
    createdAt: times.createdAt.toISOString(),
    lastHitAt: times.lastHitAt.toISOString(),
    expiresAt: times.expiresAt.toISOString(),
    staleUntil: times.staleUntil.toISOString(),
  }
}
