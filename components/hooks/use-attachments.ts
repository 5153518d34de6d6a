import { useMutation, useQuery } from '@tanstack/react-query'
import { AttachmentView } from '#server/contracts/documents.ts'
import { callApi, readText } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'

// 25 MiB over a line of 1 Mbit/s take 210 s.
const UPLOAD_TIMEOUT_MS = 300_000

type Upload = {
  documentId: string
  file: File
  signal?: AbortSignal
  onProgress?: (share: number) => void
}

/** Uploads a file to a page; the server decides its type by its bytes. */
export function useUploadAttachment() {
  return useMutation({
    mutationFn: ({ documentId, file, signal, onProgress }: Upload) =>
      callApi({
        method: 'POST',
        path: `/api/v1/documents/${documentId}/attachments?name=${encodeURIComponent(file.name)}`,
        body: file,
        output: AttachmentView,
        timeoutMs: UPLOAD_TIMEOUT_MS,
        signal,
        onProgress,
      }),
  })
}

/** As much of a text file as one looks at in passing. */
const PREVIEW_BYTES = 32_768

/** The beginning of a text file; `cut` when there is more. Its bytes never change, so it is read once. */
export function useAttachmentText(path: `/api/v1/${string}`) {
  return useQuery({
    queryKey: queryKeys.attachmentText(path),
    queryFn: ({ signal }) => readText({ path, firstBytes: PREVIEW_BYTES, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
