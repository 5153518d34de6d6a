'use client'

import type { Editor } from '@tiptap/core'
import { toastProblem } from '../../feedback/problem-toast.ts'
import { useEraseAttachment } from '../../hooks/use-attachments.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { blankAttachment } from './blank-attachment.ts'

type EraseAttachmentDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  editor: Editor
  attachmentId: string
  /** What it is called in the question. */
  what: 'image' | 'file'
}

/** Asks once more before a file is deleted for good, for everybody and from every page that shows it. */
export function EraseAttachmentDialog({
  open,
  onOpenChange,
  editor,
  attachmentId,
  what,
}: EraseAttachmentDialogProps) {
  const erase = useEraseAttachment()
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete the ${what} for good?`}
      description="Its bytes go, its name, and the jobs that read it with their answers, at once and for everybody. Words of it that somebody accepted into a page stay. Nothing of the rest can be brought back."
      action="Delete for good"
      danger
      onConfirm={() =>
        // Not the callback of `mutate`: by then the block, and this dialog in it, may already say that the file is gone.
        erase.mutateAsync(attachmentId).then(() => {
          const blank = editor.isDestroyed ? undefined : blankAttachment(editor.state, attachmentId)
          if (blank) editor.view.dispatch(blank)
          toast.note(`The ${what} is deleted`)
        }, toastProblem)
      }
    />
  )
}
