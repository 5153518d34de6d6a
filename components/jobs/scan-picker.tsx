'use client'

import { ImageUp, X } from 'lucide-react'
import { type DragEvent, useId, useState } from 'react'
import { ATTACHMENT_MAX_BYTES, type AttachmentView } from '#server/contracts/documents.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useUploadAttachment } from '../hooks/use-attachments.ts'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Spinner } from '../ui/spinner.tsx'

const MAX_MIB = ATTACHMENT_MAX_BYTES / 1_048_576

type ScanPickerProps = {
  /** The page that will hold the image; nothing can be uploaded before it is known. */
  documentId: string | null
  value: AttachmentView | null
  onChange: (attachment: AttachmentView | null) => void
  fault?: string | undefined
}

/** Takes an image by choosing, dropping or the keyboard, and uploads it into the page. */
export function ScanPicker({ documentId, value, onChange, fault }: ScanPickerProps) {
  const id = useId()
  const upload = useUploadAttachment()
  const [over, setOver] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)

  function take(file: File | undefined): void {
    if (!file || !documentId) return
    const reason = refusal(file)
    setRefused(reason)
    if (!reason) upload.mutate({ documentId, file }, { onSuccess: onChange })
  }

  function drop(event: DragEvent<HTMLElement>): void {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0])
  }

  const message = refused ?? fault
  return (
    <div>
      {value ? (
        <figure className="flex items-center gap-4 rounded-md border border-edge bg-raised p-3">
          {/* biome-ignore lint/performance/noImgElement: the server sends the upload as it is; no optimiser may fetch it */}
          <img
            src={value.url}
            alt=""
            className="size-16 shrink-0 rounded-sm border border-hairline bg-paper object-cover"
          />
          <figcaption className="min-w-0 flex-1">
            <p className="truncate font-medium">{value.name}</p>
            <p className="figures text-muted text-sm">
              {value.width && value.height ? `${value.width} × ${value.height}, ` : ''}
              {kib(value.bytes)}
            </p>
          </figcaption>
          <IconButton label="Choose another image" onClick={() => onChange(null)}>
            <X aria-hidden="true" size={15} />
          </IconButton>
        </figure>
      ) : (
        <label
          htmlFor={id}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(documentId !== null)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          className={classNames(
            'flex min-h-32 flex-col items-center justify-center gap-2 rounded-md border border-dashed px-6 py-6 text-center transition-colors',
            documentId ? 'cursor-pointer hover:border-ink hover:bg-raised' : 'cursor-default opacity-60',
            over ? 'border-accent bg-accent-wash' : message ? 'border-danger' : 'border-field',
            'has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2',
          )}
        >
          <span className="text-muted">
            {upload.isPending ? <Spinner /> : <ImageUp aria-hidden="true" size={20} />}
          </span>
          <span className="font-medium">
            {upload.isPending ? 'Uploading' : 'Choose an image, or drop it here'}
          </span>
          <span className="text-muted text-sm">
            {documentId
              ? `PNG, JPEG, WebP or AVIF, at most ${MAX_MIB} MiB`
              : 'Choose the page that will hold it first'}
          </span>
          <input
            id={id}
            type="file"
            accept="image/*"
            disabled={!documentId || upload.isPending}
            onChange={(event) => take(event.target.files?.[0])}
            className="sr-only"
          />
        </label>
      )}
      <p aria-live="polite" className="min-h-5 pt-1 text-danger text-xs">
        {message}
      </p>
      {upload.isError ? <ProblemMessage error={upload.error} /> : null}
    </div>
  )
}

function refusal(file: File): string | null {
  if (file.size > ATTACHMENT_MAX_BYTES)
    return `This file has ${kib(file.size)}; at most ${MAX_MIB} MiB can be uploaded`
  if (!file.type.startsWith('image/'))
    return 'This is not an image. Photograph or export the page as PNG or JPEG'
  return null
}

function kib(bytes: number): string {
  return bytes < 1_048_576
    ? `${Math.max(1, Math.round(bytes / 1024))} KiB`
    : `${(bytes / 1_048_576).toFixed(1)} MiB`
}
