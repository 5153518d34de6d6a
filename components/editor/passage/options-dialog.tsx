'use client'

import type { JobDraft, PassageDraft } from '../../jobs/job-draft.ts'
import { JobForm } from '../../jobs/job-form.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import type { FormAsking, JobTarget } from './job-target.ts'

type OptionsDialogProps = {
  asking: FormAsking | undefined
  documentId: string
  /** Told the id of the job that was begun. */
  onBegun: (taskId: string) => void
  onClose: () => void
  /** Where the focus goes when the form closes. */
  returnFocus: () => HTMLElement | null
}

/** The form of a job, filled in with what was chosen in the page: for kinds that need more than a word, and for all their options. */
export function OptionsDialog({ asking, documentId, onBegun, onClose, returnFocus }: OptionsDialogProps) {
  return (
    <Dialog
      title={`A job about ${asking?.target.what ?? 'this page'}`}
      wide
      open={asking !== undefined}
      onOpenChange={(open) => !open && onClose()}
      returnFocus={returnFocus}
    >
      {asking ? (
        <JobForm
          inPage
          start={{
            documentId,
            insert: true,
            ...(asking.kind && { kind: asking.kind }),
            ...draftOf(asking.target),
          }}
          onCreated={({ id }) => {
            onClose()
            onBegun(id)
          }}
          onScheduled={() => {
            onClose()
            toast.note('The job is repeated; Jobs shows its schedule')
          }}
        />
      ) : null}
    </Dialog>
  )
}

function draftOf({ what, source, behind }: JobTarget): Partial<JobDraft> {
  const passage: PassageDraft | null = source.type === 'passage' ? { what, source } : null
  return { sourceType: passage ? 'passage' : 'document', passage, behind: behind ?? null }
}
