'use client'

import type { Editor } from '@tiptap/core'
import { X } from 'lucide-react'
import { useJobKinds } from '../../hooks/use-tasks.ts'
import { KIND_ICONS } from '../../jobs/kind-icons.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { fittingJob } from './fitting-job.ts'
import { endOffer, useOffered } from './fresh-files.ts'
import type { WorkOnFile } from './work-on-file.ts'

type JobOfferProps = {
  editor: Editor
  attachmentId: unknown
  /** What the file is; of a picture any type of one. */
  mediaType: unknown
  name: string
  workOnFile: WorkOnFile
  /** Told the id of the job that was begun, or undefined where it could not begin. */
  onBegun?: (taskId: string | undefined) => void
}

/** Right below a file that was just brought: the one job that fits it, to be taken by a press or waved away for good. */
export function JobOffer({ attachmentId, mediaType, ...props }: JobOfferProps) {
  const offered = useOffered(attachmentId)
  if (!offered || typeof attachmentId !== 'string' || typeof mediaType !== 'string') return null
  return <Offer {...props} attachmentId={attachmentId} mediaType={mediaType} />
}

function Offer({
  editor,
  attachmentId,
  mediaType,
  name,
  workOnFile,
  onBegun,
}: JobOfferProps & { attachmentId: string; mediaType: string }) {
  const kinds = useJobKinds()
  const job = fittingJob(mediaType, kinds.data)
  // What may turn out to be impossible is not offered before that is known.
  if (!job || !kinds.data) return null
  const Icon = KIND_ICONS[job.kind]

  function leave(): void {
    endOffer(attachmentId)
    // The button goes; who pressed it by a key writes on.
    editor.view.focus()
  }

  return (
    <fieldset
      aria-label={`Offer for ${name}`}
      className="page-offer"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        leave()
      }}
    >
      <span role="status" className="sr-only">
        {job.offer}? A button below {name} does it.
      </span>
      <Button
        size="sm"
        variant="quiet"
        onClick={() => {
          leave()
          void workOnFile(job.kind, attachmentId).then(onBegun)
        }}
      >
        <Icon aria-hidden="true" size={14} className="text-accent" />
        {job.offer}
      </Button>
      <IconButton label={`No job on ${name}`} onClick={leave}>
        <X aria-hidden="true" size={14} />
      </IconButton>
    </fieldset>
  )
}
