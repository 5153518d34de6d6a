import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { AttachmentView } from '#server/contracts/documents.ts'
import { ApiProblem, callApi, Nothing, readBytes, readText } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'

// 25 MiB over a line of 1 Mbit/s take 210 s, up or down.
const TRANSFER_TIMEOUT_MS = 300_000

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
        timeoutMs: TRANSFER_TIMEOUT_MS,
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

/** All bytes of a file. They never change; they are let go of soon after nobody looks at them. */
export function useAttachmentBytes(path: `/api/v1/${string}`) {
  return useQuery({
    queryKey: queryKeys.attachmentBytes(path),
    queryFn: ({ signal }) => readBytes({ path, signal, timeoutMs: TRANSFER_TIMEOUT_MS }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
    structuralSharing: false,
  })
}

/** Deletes a file for good, with the jobs and answers that read it. */
export function useEraseAttachment() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'DELETE', path: `/api/v1/attachments/${id}`, output: Nothing }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.attachments }),
        client.invalidateQueries({ queryKey: queryKeys.tasks }),
      ]),
  })
}

// Long enough that returning to a tab full of files does not ask for each, short enough to learn of a deletion elsewhere.
const THERE_MS = 60_000

/**
 * True once the server has said that there is no such file for this person. `mark` is whatever the page says of the file: a change
 * of it asks again. False while nothing is known, without a network for one.
 */
export function useAttachmentGone(
  path: `/api/v1/${string}` | undefined,
  { enabled = true, mark }: { enabled?: boolean; mark: string | number },
): boolean {
  const query = useQuery({
    queryKey: queryKeys.attachmentThere(path ?? '', mark),
    // One byte says it as well as all of them.
    queryFn: async ({ signal }) => {
      try {
        if (path) await readText({ path, firstBytes: 1, signal })
        return true
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'not-found') return false
        throw error
      }
    },
    enabled: enabled && path !== undefined,
    staleTime: THERE_MS,
  })
  return query.data === false
}
