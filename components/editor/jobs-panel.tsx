'use client'

import { ListChecks, X } from 'lucide-react'
import { isLive, useTasks } from '../hooks/use-tasks.ts'
import { useWideScreen } from '../hooks/use-wide-screen.ts'
import { PageJobsPanel } from '../jobs/page-jobs-panel.tsx'
import { Drawer } from '../ui/drawer.tsx'
import { IconButton } from '../ui/icon-button.tsx'

type Panel = { documentId: string; open: boolean; onOpen: (open: boolean) => void }

/** Opens the jobs of the page; a badge counts those that run. */
export function JobsButton({ documentId, open, onOpen }: Panel) {
  const tasks = useTasks({ documentId })
  const running = tasks.data?.pages.flatMap(({ items }) => items).filter(isLive).length ?? 0
  return (
    <span className="relative inline-flex">
      <IconButton
        label={running > 0 ? `Jobs of this page, ${running} running` : 'Jobs of this page'}
        title="Jobs"
        aria-expanded={open}
        onClick={() => onOpen(!open)}
        className="aria-expanded:bg-hover aria-expanded:text-ink"
      >
        <ListChecks aria-hidden="true" size={17} />
      </IconButton>
      {running > 0 ? (
        <span
          aria-hidden="true"
          className="figures pointer-events-none absolute -top-1 -right-1 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 font-semibold text-2xs text-on-accent"
        >
          {running}
        </span>
      ) : null}
    </span>
  )
}

/** The jobs of the page: beside the text where there is room, over it where there is not. */
export function JobsPanel({ documentId, open, onOpen, mayCreate }: Panel & { mayCreate: boolean }) {
  const wide = useWideScreen()
  const content = <PageJobsPanel documentId={documentId} mayCreate={mayCreate} />
  if (!wide)
    return (
      <Drawer title="Jobs" side="right" open={open} onOpenChange={onOpen}>
        <div className="px-6 pb-8">{content}</div>
      </Drawer>
    )
  if (!open) return null
  return (
    <aside
      aria-label="Jobs of this page"
      className="sticky top-13 h-[calc(100dvh-3.25rem)] w-88 shrink-0 overflow-y-auto border-hairline border-l px-5 pb-8 print:hidden"
    >
      <div className="sticky top-0 flex items-center justify-between bg-paper py-3">
        <h2 className="display text-xl">Jobs</h2>
        <IconButton label="Close" onClick={() => onOpen(false)}>
          <X aria-hidden="true" size={16} />
        </IconButton>
      </div>
      {content}
    </aside>
  )
}
