'use client'

import type { Editor } from '@tiptap/core'
import { useEffect, useRef } from 'react'
import type { AttachmentView } from '#server/contracts/documents.ts'
import { toastProblem } from '../../feedback/problem-toast.ts'
import { useUploadAttachment } from '../../hooks/use-attachments.ts'
import { toast } from '../../ui/toast.tsx'
import { altFromName, refuseImage } from './image-files.ts'
import { finishUpload, hideUpload, showUpload } from './upload-placeholders.ts'

export type UploadImages = (
  editor: Editor,
  files: readonly File[],
  position: number,
  onUploaded?: (attachment: AttachmentView) => void,
) => void

/** Uploads images into the page: a placeholder at once, the image when the server has acknowledged it, a sentence when not. */
export function useImageUpload(documentId: string): UploadImages {
  const upload = useUploadAttachment()
  const count = useRef(0)
  const underWay = useRef(0)

  useEffect(() => {
    // A half-sent file is nowhere yet, unlike words, which this device keeps.
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (underWay.current > 0) event.preventDefault()
    }
    window.addEventListener('beforeunload', onBeforeUnload)
    return () => window.removeEventListener('beforeunload', onBeforeUnload)
  }, [])

  async function uploadOne(
    editor: Editor,
    file: File,
    position: number,
    onUploaded?: (attachment: AttachmentView) => void,
  ): Promise<void> {
    const refusal = refuseImage(file)
    if (refusal) {
      toast.fault(refusal)
      return
    }
    const id = `upload-${++count.current}`
    const abort = new AbortController()
    showUpload(editor, id, file.name, position, () => abort.abort())
    underWay.current++
    try {
      const attachment = await upload.mutateAsync({ documentId, file, signal: abort.signal })
      if (editor.isDestroyed) return
      finishUpload(editor, id, {
        attachmentId: attachment.id,
        alt: altFromName(attachment.name),
        width: attachment.width,
        height: attachment.height,
      })
      onUploaded?.(attachment)
    } catch (error) {
      if (!editor.isDestroyed) hideUpload(editor, id)
      if (!abort.signal.aborted) toastProblem(error)
    } finally {
      underWay.current--
    }
  }

  return (editor, files, position, onUploaded) => {
    for (const file of files) void uploadOne(editor, file, position, onUploaded)
  }
}
