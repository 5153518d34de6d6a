import { useRef } from 'react'
import type { BlockJobs } from './block-menu-items.tsx'
import type { BlockRange } from './block-range.ts'

/** Asks for what the menu of a block chose once that menu is gone: it gives the focus back to the text, away from what it opened. */
export function useJobsAfterMenu(jobs: BlockJobs): { jobs: BlockJobs; onClosed: () => void } {
  const chosen = useRef<BlockRange>(undefined)
  return {
    jobs: {
      askAboutBlock(range) {
        chosen.current = range
      },
    },
    onClosed() {
      const range = chosen.current
      chosen.current = undefined
      if (range) jobs.askAboutBlock(range)
    },
  }
}
