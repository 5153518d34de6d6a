import { Download } from 'lucide-react'
import type { MediaFile } from '#server/contracts/media-kinds.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { attachmentPath } from '#server/document-model/image-node.ts'
import { byteWords } from '../../byte-words.ts'
import { buttonClass } from '../../ui/button.tsx'

/** The new picture beside the old one, with what was won, and a way to take it along. */
export function ImageView({ result }: { result: ResultOf<'convert-image' | 'resize-image' | 'thumbnail'> }) {
  const { before, after } = result
  return (
    <div className="flex flex-col gap-6">
      <p className="display text-2xl">{gain(before.bytes, after.bytes)}</p>
      <div className="grid gap-6 sm:grid-cols-2">
        <Picture label="Before" file={before} />
        <Picture label="After" file={after} />
      </div>
      <p className="flex flex-wrap items-center gap-4">
        <a
          href={attachmentPath(after.attachmentId)}
          download={after.name}
          className={buttonClass({ variant: 'primary' })}
        >
          <Download aria-hidden="true" size={15} />
          Download {after.name}
        </a>
        <span className="text-muted text-sm">It stands with the page too; the original stays as it is.</span>
      </p>
    </div>
  )
}

function Picture({ label, file }: { label: string; file: MediaFile }) {
  return (
    <figure className="min-w-0">
      <div className="grid h-64 place-items-center overflow-hidden rounded-md border border-hairline bg-sunken p-3">
        {/* biome-ignore lint/performance/noImgElement: an attachment; no optimiser may fetch it */}
        <img
          src={attachmentPath(file.attachmentId)}
          alt={`${label}: ${file.name}`}
          className="max-h-full max-w-full object-contain"
        />
      </div>
      <figcaption className="mt-2">
        <span className="font-medium">{label}</span>
        <span className="figures block text-muted text-sm">
          {[
            file.width && file.height ? `${file.width} × ${file.height}` : null,
            file.mediaType.replace('image/', '').toUpperCase(),
            byteWords(file.bytes),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </figcaption>
    </figure>
  )
}

function gain(before: number, after: number): string {
  const change = Math.round((after / before - 1) * 100)
  if (change === 0) return 'As large as the original'
  return change > 0 ? `${change} % larger than the original` : `${-change} % smaller than the original`
}
