'use client'

import type { Editor } from '@tiptap/core'
import { ListChecks } from 'lucide-react'
import { isLive, useTasks } from '../hooks/use-tasks.ts'
import { PageJobsPanel } from '../jobs/page-jobs-panel.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { PagePanel } from './panel/page-panel.tsx'
import { PageProvenance } from './provenance/page-provenance.tsx'

type Panel = { documentId: string; open: boolean; onOpen: (open: boolean) => void }

/** Opens the jobs of the page; a badge counts those that run or wait. */
export function JobsButton({ documentId, open, onOpen }: Panel) {
  const tasks = useTasks({ documentId })
  const toCome = tasks.data?.pages.flatMap(({ items }) => items).filter(isLive).length ?? 0
  return (
    <span className="relative inline-flex">
      <IconButton
        label={toCome > 0 ? `Jobs of this page, ${toCome} not done` : 'Jobs of this page'}
        title="Jobs"
        aria-expanded={open}
        onClick={() => onOpen(!open)}
        className="aria-expanded:bg-hover aria-expanded:text-ink"
      >
        <ListChecks aria-hidden="true" size={17} />
      </IconButton>
      {toCome > 0 ? (
        <span
          aria-hidden="true"
          className="figures pointer-events-none absolute -top-1 -right-1 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 font-semibold text-2xs text-on-accent"
        >
          {toCome}
        </span>
      ) : null}
    </span>
  )
}

type JobsPanelProps = Panel & { mayCreate: boolean; editor: Editor | null }

/** The jobs of the page. */
export function JobsPanel({ documentId, open, onOpen, mayCreate, editor }: JobsPanelProps) {
  return (
    <PagePanel title="Jobs" label="Jobs of this page" open={open} onOpen={onOpen}>
      <PageProvenance documentId={documentId} editor={editor} />
      <PageJobsPanel documentId={documentId} mayCreate={mayCreate} />
    </PagePanel>
  )
}
