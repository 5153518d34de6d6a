'use client'

import { FileUp, X } from 'lucide-react'
import { type DragEvent, useId, useState } from 'react'
import { ATTACHMENT_MAX_BYTES, type AttachmentView } from '#server/contracts/documents.ts'
import { CUT_BY_BYTES, MEDIA_TYPES_OF, type MediaKind, needsFfmpeg } from '#server/contracts/media-kinds.ts'
import { byteWords } from '../byte-words.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useUploadAttachment } from '../hooks/use-attachments.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Spinner } from '../ui/spinner.tsx'

import { KIND_WORDS } from './job-words.ts'
import { kindsForMedia } from './kind-groups.ts'
import { KIND_ICONS } from './kind-icons.tsx'

const MAX_MIB = ATTACHMENT_MAX_BYTES / 1_048_576

type FilePickerProps = {
  kind: MediaKind
  /** Whether the server has it: else no file is taken that could not be worked on. */
  ffmpeg: boolean
  /** Chooses another kind, one that the file fits. */
  onKind: (kind: MediaKind) => void
  /** The page that will hold the file; nothing can be uploaded before it is known. */
  documentId: string | null
  value: AttachmentView | null
  onChange: (attachment: AttachmentView | null) => void
  fault?: string | undefined
}

/** Takes a file by choosing, dropping or the keyboard, uploads it into the page, and says what else it is fit for. */
export function FilePicker({ kind, ffmpeg, onKind, documentId, value, onChange, fault }: FilePickerProps) {
  const id = useId()
  const upload = useUploadAttachment()
  const [over, setOver] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)

  const takes = documentId !== null && (ffmpeg || !needsFfmpeg(kind))
  const wanted = kind === 'cut-media' && !ffmpeg ? CUT_WITHOUT_FFMPEG : WANTED[kind]

  function take(file: File | undefined): void {
    if (!file || !takes) return
    const reason = refusal(file)
    setRefused(reason)
    if (!reason) upload.mutate({ documentId, file }, { onSuccess: onChange })
  }

  function drop(event: DragEvent<HTMLElement>): void {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0])
  }

  const fits = value !== null && MEDIA_TYPES_OF[kind].includes(value.mediaType)
  const message = refused ?? fault
  return (
    <div>
      {value ? (
        <figure className="flex items-center gap-4 rounded-md border border-edge bg-raised p-3">
          <FileSign file={value} />
          <figcaption className="min-w-0 flex-1">
            <p className="truncate font-medium">{value.name}</p>
            <p className="figures text-muted text-sm">
              {value.width && value.height ? `${value.width} × ${value.height}, ` : ''}
              {byteWords(value.bytes)}
            </p>
          </figcaption>
          <IconButton label="Choose another file" onClick={() => onChange(null)}>
            <X aria-hidden="true" size={15} />
          </IconButton>
        </figure>
      ) : (
        <label
          htmlFor={id}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(takes)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          className={classNames(
            'flex min-h-32 flex-col items-center justify-center gap-2 rounded-md border border-dashed px-6 py-6 text-center transition-colors',
            takes ? 'cursor-pointer hover:border-ink hover:bg-raised' : 'cursor-default opacity-60',
            over ? 'border-accent bg-accent-wash' : message ? 'border-danger' : 'border-field',
            'has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2',
          )}
        >
          <span className="text-muted">
            {upload.isPending ? <Spinner /> : <FileUp aria-hidden="true" size={20} />}
          </span>
          <span className="font-medium">
            {upload.isPending ? 'Uploading' : `Choose ${wanted.one}, or drop it here`}
          </span>
          <span className="text-muted text-sm">
            {takes
              ? `${wanted.types}, at most ${MAX_MIB} MiB`
              : documentId
                ? 'None can be worked on without ffmpeg'
                : 'Choose the page that will hold it first'}
          </span>
          <input
            id={id}
            type="file"
            accept={wanted.accept}
            disabled={!takes || upload.isPending}
            aria-invalid={message ? true : undefined}
            aria-describedby={message ? `${id}-fault` : undefined}
            onChange={(event) => take(event.target.files?.[0])}
            className="sr-only"
          />
        </label>
      )}
      {value && !fits ? <OtherKinds file={value} onKind={onKind} /> : null}
      <p id={`${id}-fault`} aria-live="polite" className="min-h-5 pt-1 text-danger text-xs">
        {message}
      </p>
      {upload.isError ? <ProblemMessage error={upload.error} /> : null}
    </div>
  )
}

/** What the file is not fit for is said before the job fails, with what it is fit for one press away. */
function OtherKinds({ file, onKind }: { file: AttachmentView; onKind: (kind: MediaKind) => void }) {
  const others = kindsForMedia(file.mediaType)
  return (
    <div role="status" className="mt-3 border-warning border-l-2 bg-warning-wash px-3.5 py-2.5 text-sm">
      <p>
        {others.length > 0
          ? 'This job does not work on such a file. It can be given to:'
          : 'No kind of job works on such a file.'}
      </p>
      <p className="mt-1.5 flex flex-wrap gap-1.5">
        {others.map((other) => (
          <Button key={other} size="sm" onClick={() => onKind(other)}>
            {KIND_WORDS[other]}
          </Button>
        ))}
      </p>
    </div>
  )
}

function FileSign({ file }: { file: AttachmentView }) {
  if (file.width !== null)
    return (
      // biome-ignore lint/performance/noImgElement: the server sends the upload as it is; no optimiser may fetch it
      <img
        src={file.url}
        alt=""
        className="size-16 shrink-0 rounded-sm border border-hairline bg-paper object-cover"
      />
    )
  const [kind = 'read-pdf'] = kindsForMedia(file.mediaType)
  const Icon = KIND_ICONS[kind]
  return (
    <span className="grid size-16 shrink-0 place-items-center rounded-sm border border-hairline bg-paper text-muted">
      <Icon aria-hidden="true" size={22} strokeWidth={1.5} />
    </span>
  )
}

const IMAGES = { one: 'an image', types: 'PNG, JPEG, WebP, GIF, AVIF or TIFF', accept: 'image/*' }
const RECORDINGS = { one: 'a recording', types: 'Audio or video', accept: 'audio/*,video/*' }
const CUT_WITHOUT_FFMPEG = {
  ...{ one: 'a WAV or MP3 file', types: 'WAV or MP3; others need ffmpeg on the server' },
  accept: CUT_BY_BYTES.join(','),
}
const WANTED: Readonly<Record<MediaKind, { one: string; types: string; accept: string }>> = {
  ocr: IMAGES,
  'convert-image': IMAGES,
  'resize-image': IMAGES,
  thumbnail: IMAGES,
  'image-metadata': IMAGES,
  'read-pdf': { one: 'a PDF', types: 'PDF', accept: 'application/pdf,.pdf' },
  'read-docx': { one: 'a Word file', types: 'Word (.docx)', accept: '.docx' },
  transcribe: RECORDINGS,
  'probe-media': RECORDINGS,
  waveform: RECORDINGS,
  'cut-media': RECORDINGS,
  transcode: RECORDINGS,
}

// The server tells a file's type by its bytes; here only what cannot be sent is refused.
function refusal(file: File): string | null {
  return file.size > ATTACHMENT_MAX_BYTES
    ? `This file has ${byteWords(file.size)}; at most ${MAX_MIB} MiB can be uploaded`
    : null
}
