'use client'

import { type DocumentSummary, RenameDocument } from '#server/contracts/documents.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useRenameDocument } from '../hooks/use-documents.ts'
import { useForm } from '../hooks/use-form.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'

type RenameDialogProps = {
  page: Pick<DocumentSummary, 'id' | 'title'>
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function RenameDialog({ page, open, onOpenChange }: RenameDialogProps) {
  return (
    <Dialog title="Rename the page" open={open} onOpenChange={onOpenChange}>
      <RenameForm page={page} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

// Mounted with the dialog, so that each opening begins with the title of that moment.
function RenameForm({ page, onDone }: { page: Pick<DocumentSummary, 'id' | 'title'>; onDone: () => void }) {
  const form = useForm(RenameDocument, { title: page.title })
  const rename = useRenameDocument()
  const send = form.submit(({ title }) =>
    rename.mutate({ id: page.id, title }, { onSuccess: onDone, onError: (error) => form.takeFaults(error) }),
  )
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      <TextField label="Title" autoComplete="off" {...form.field('title')} />
      {rename.isError ? <ProblemMessage error={rename.error} /> : null}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" busy={rename.isPending}>
          Rename
        </Button>
      </div>
    </form>
  )
}
