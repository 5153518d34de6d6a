'use client'

import { ChevronDown, Sparkles } from 'lucide-react'
import type { MediaKind } from '#server/contracts/media-kinds.ts'
import { kindsForMedia } from '../../jobs/kind-groups.ts'
import { KIND_ICONS } from '../../jobs/kind-icons.tsx'
import { QUICK_FILE_JOBS } from '../../jobs/quick-jobs.ts'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'

type FileJobsProps = { name: string; mediaType: unknown; onJob: (kind: MediaKind) => void }

/** The jobs that fit a file of the page: one is a button, several are a menu, none is nothing. */
export function FileJobs({ name, mediaType, onJob }: FileJobsProps) {
  const kinds = typeof mediaType === 'string' ? kindsForMedia(mediaType) : []
  const [first] = kinds
  if (!first) return null
  const sign = <Sparkles aria-hidden="true" size={14} className="text-accent" />
  if (kinds.length === 1)
    return (
      <Button
        size="sm"
        variant="quiet"
        aria-label={`${QUICK_FILE_JOBS[first].label}: ${name}`}
        onClick={() => onJob(first)}
      >
        {sign}
        <span className="max-sm:sr-only">{QUICK_FILE_JOBS[first].label}</span>
      </Button>
    )
  return (
    <Menu
      trigger={
        <Button size="sm" variant="quiet" aria-label={`Jobs for ${name}`}>
          {sign}
          <span className="max-sm:sr-only">Jobs</span>
          <ChevronDown aria-hidden="true" size={13} />
        </Button>
      }
    >
      {kinds.map((kind) => {
        const Icon = KIND_ICONS[kind]
        return (
          <MenuItem key={kind} icon={<Icon size={16} />} onSelect={() => onJob(kind)}>
            {QUICK_FILE_JOBS[kind].label}
          </MenuItem>
        )
      })}
    </Menu>
  )
}
