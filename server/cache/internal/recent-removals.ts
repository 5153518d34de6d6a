import type { Removal } from './follow-invalidations.ts'
import { type Selectable, selector } from './selection.ts'

/** What was removed while something was being computed. */
export type RecentRemovals = {
  add(removal: Removal): void
  /** Everything may have been removed. */
  addAll(): void
  /** A point in time, for `since`. */
  mark(): number
  /** Whether something removed since the mark concerns the entry. */
  concern(mark: number, entry: Selectable & { workspaceId: string }): boolean
}

// A computation during which more than this happened is not kept: that is safe, and rare.
const MOST = 1000

export function createRecentRemovals(): RecentRemovals {
  let newest = 0
  let recent: { number: number; concerns: (entry: Selectable & { workspaceId: string }) => boolean }[] = []
  function push(concerns: (entry: Selectable & { workspaceId: string }) => boolean): void {
    newest += 1
    recent.push({ number: newest, concerns })
    if (recent.length > 2 * MOST) recent = recent.slice(-MOST)
  }
  return {
    add(removal) {
      const selected = selector(removal)
      push((entry) => entry.workspaceId === removal.workspaceId && selected(entry))
    },
    addAll: () => push(() => true),
    mark: () => newest,
    concern(mark, entry) {
      if (newest - mark > recent.length) return true
      return recent.some(({ number, concerns }) => number > mark && concerns(entry))
    },
  }
}
