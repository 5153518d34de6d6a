'use client'

import { Download } from 'lucide-react'
import type { ResultOf } from '#server/contracts/processing.ts'
import { lengthWords } from '#server/contracts/result-words.ts'
import { attachmentPath } from '#server/document-model/image-node.ts'
import { byteWords } from '../../byte-words.ts'
import { buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { momentText } from '../moment-input.ts'

const WAYS: Readonly<Record<ResultOf<'cut-media' | 'transcode'>['way'], string>> = {
  samples: 'exact to the sample',
  frames: 'nothing encoded anew',
  encoded: 'encoded anew',
}

/** A recording that was made, to be heard and downloaded. */
export function SoundFileView({ result }: { result: ResultOf<'cut-media' | 'transcode'> }) {
  const { before, after, seconds, cut, way, sha256 } = result
  const path = attachmentPath(after.attachmentId)
  const player = { src: path, controls: true, preload: 'metadata', 'aria-label': after.name } as const
  return (
    <div className="flex max-w-[66ch] flex-col gap-6">
      <div>
        <p className="display figures text-4xl">{lengthWords(seconds)}</p>
        <p className="mt-1 text-soft">
          {[
            cut
              ? `from ${momentText(cut.start)} to ${momentText(cut.end)} of ${before.name}`
              : `of ${before.name}`,
            WAYS[way],
            `${byteWords(after.bytes)} instead of ${byteWords(before.bytes)}`,
          ].join(', ')}
        </p>
      </div>
      {after.mediaType.startsWith('video/') ? (
        <video {...player} playsInline className="w-full rounded-md" />
      ) : (
        <audio {...player} className="w-full" />
      )}
      <p className="flex flex-wrap items-center gap-4">
        <a href={path} download={after.name} className={buttonClass({ variant: 'primary' })}>
          <Download aria-hidden="true" size={15} />
          Download {after.name}
        </a>
        <span className="text-muted text-sm">It stands with the page too; the original stays as it is.</span>
      </p>
      <p className="flex min-w-0 items-center gap-1 text-muted text-xs">
        <span className="shrink-0">SHA-256</span>
        <code className="truncate font-mono">{sha256}</code>
        <CopyButton text={sha256} label="Copy the file’s SHA-256" />
      </p>
    </div>
  )
}
