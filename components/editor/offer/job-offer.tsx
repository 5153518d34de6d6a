'use client'

import type { Editor } from '@tiptap/core'
import { X } from 'lucide-react'
import { useJobKinds } from '../../hooks/use-tasks.ts'
import { KIND_ICONS } from '../../jobs/kind-icons.tsx'
import { MODELS_PATH } from '../../jobs/needs-model.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { type FittingJob, fittingJob, lacksTranscriber } from './fitting-job.ts'
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
  if (!kinds.data || !(job || lacksTranscriber(mediaType, kinds.data))) return null

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
      {job ? (
        <TakeOffer
          {...{ job, name }}
          onTake={() => {
            leave()
            void workOnFile(job.kind, attachmentId).then(onBegun)
          }}
        />
      ) : (
        <NoTranscriber mayConfigure={kinds.data.mayConfigure} />
      )}
      <IconButton label={`No job on ${name}`} onClick={leave}>
        <X aria-hidden="true" size={14} />
      </IconButton>
    </fieldset>
  )
}

function TakeOffer({ job, name, onTake }: { job: FittingJob; name: string; onTake: () => void }) {
  const Icon = KIND_ICONS[job.kind]
  return (
    <>
      <span role="status" className="sr-only">
        {job.offer}? A button below {name} does it.
      </span>
      <Button size="sm" variant="quiet" onClick={onTake}>
        <Icon aria-hidden="true" size={14} className="text-accent" />
        {job.offer}
      </Button>
    </>
  )
}

/** What a recording could be given to if there were a model for it, and who can add one. */
function NoTranscriber({ mayConfigure }: { mayConfigure: boolean }) {
  const Icon = KIND_ICONS.transcribe
  return (
    <span role="status" className="inline-flex flex-wrap items-center gap-x-2 px-2 text-soft text-sm">
      <Icon aria-hidden="true" size={14} className="text-muted" />
      Writing down what is said needs a model.
      {mayConfigure ? (
        // A tab of its own: the page is being written.
        <a
          href={MODELS_PATH}
          target="_blank"
          rel="noreferrer"
          className="text-accent underline underline-offset-4 pointer-coarse:py-2.5"
        >
          Add a model
          <span className="sr-only"> (opens in a new tab)</span>
        </a>
      ) : (
        'An owner of the workspace can add one.'
      )}
    </span>
  )
}
