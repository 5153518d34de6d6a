import { useMutation } from '@tanstack/react-query'
import { AttachmentView } from '#server/contracts/documents.ts'
import { callApi } from '../api-client.ts'

// 25 MiB over a line of 1 Mbit/s take 210 s.
const UPLOAD_TIMEOUT_MS = 300_000

/** Uploads a file to a page; the server decides its type by its bytes. */
export function useUploadAttachment() {
  return useMutation({
    mutationFn: ({ documentId, file, signal }: { documentId: string; file: File; signal?: AbortSignal }) =>
      callApi({
        method: 'POST',
        path: `/api/v1/documents/${documentId}/attachments?name=${encodeURIComponent(file.name)}`,
        body: file,
        output: AttachmentView,
        timeoutMs: UPLOAD_TIMEOUT_MS,
        signal,
      }),
  })
}
