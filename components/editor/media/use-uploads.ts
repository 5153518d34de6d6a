'use client'

import type { Editor, JSONContent } from '@tiptap/core'
import { useEffect, useRef } from 'react'
import type { AttachmentView } from '#server/contracts/documents.ts'
import { toastProblem } from '../../feedback/problem-toast.ts'
import { useUploadAttachment } from '../../hooks/use-attachments.ts'
import { toast } from '../../ui/toast.tsx'
import { isWorthAnOffer } from '../offer/fitting-job.ts'
import { offerJobOn } from '../offer/fresh-files.ts'
import { finishUpload, hideUpload, showProgress, showUpload } from './upload-placeholders.ts'
import { altFromName, isImage, refuseUpload } from './upload-rules.ts'

export type UploadFiles = (
  editor: Editor,
  files: readonly File[],
  position: number,
  onUploaded?: (attachment: AttachmentView) => void,
) => void

/**
 * Uploads files into the page: a placeholder at once, the image or file when the server has acknowledged it, a sentence when
 * not.
 */
export function useUploads(documentId: string): UploadFiles {
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
    const refusal = refuseUpload(file)
    if (refusal) {
      toast.fault(refusal)
      return
    }
    const id = `upload-${++count.current}`
    const abort = new AbortController()
    showUpload(editor, id, file.name, position, () => abort.abort())
    underWay.current++
    try {
      const attachment = await upload.mutateAsync({
        documentId,
        file,
        signal: abort.signal,
        onProgress: (share) => showProgress(editor, id, share),
      })
      if (editor.isDestroyed) return
      finishUpload(editor, id, blockOf(attachment))
      if (isWorthAnOffer(attachment)) offerJobOn(attachment.id)
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

/** What the server found in the bytes decides, not what the file calls itself. */
function blockOf(attachment: AttachmentView): JSONContent {
  const { id: attachmentId, name, mediaType, bytes, width, height } = attachment
  return isImage(attachment)
    ? { type: 'image', attrs: { attachmentId, alt: altFromName(name), width, height } }
    : { type: 'file', attrs: { attachmentId, name, mediaType: mediaType.split(';')[0], bytes } }
}
