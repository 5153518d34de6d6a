'use client'

import { Download } from 'lucide-react'
import { useRef, useState } from 'react'
import type { ResultOf } from '#server/contracts/processing.ts'
import { languageName, lengthWords, NO_SPEECH } from '#server/contracts/result-words.ts'
import {
  momentStamp,
  transcriptParagraphs,
  transcriptSrt,
  transcriptText,
  transcriptVtt,
} from '#server/contracts/transcript-words.ts'
import { attachmentPath } from '#server/document-model/image-node.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'

type Transcript = ResultOf<'transcribe'>

/** What was said, with the recording above it: the moment of a paragraph is a button that plays from there. */
export function TranscriptView({ result }: { result: Transcript }) {
  const player = useRef<HTMLVideoElement>(null)
  const [failed, setFailed] = useState(false)
  const paragraphs = transcriptParagraphs(result)
  const path = attachmentPath(result.attachmentId)
  const doubtful = result.segments.filter(({ doubt }) => doubt !== null).length

  function playFrom(seconds: number): void {
    if (!player.current) return
    player.current.currentTime = seconds
    // A browser may forbid or fail it; its own control says so.
    player.current.play().catch(() => {})
  }

  const media = {
    ref: player,
    src: path,
    controls: true,
    preload: 'metadata',
    'aria-label': result.name,
    onError: () => setFailed(true),
    className: 'w-full rounded-md',
  } as const
  return (
    <div className="flex max-w-[66ch] flex-col gap-6">
      <div className="flex flex-col gap-2">
        {failed ? (
          <p className="text-muted text-sm">The recording cannot be played here.</p>
        ) : result.mediaType.startsWith('video/') ? (
          <video {...media} playsInline />
        ) : (
          <audio {...media} />
        )}
        <p className="text-muted text-sm">
          {[
            result.name,
            result.seconds === null ? null : lengthWords(result.seconds),
            result.language === null ? null : languageWord(result.language),
          ]
            .filter(Boolean)
            .join(', ')}
        </p>
      </div>
      {paragraphs.length === 0 ? <p className="text-lg text-soft">{NO_SPEECH}</p> : null}
      {doubtful > 0 ? (
        <p className="border-warning border-l-2 pl-3 text-soft text-sm">
          {doubtful === 1 ? 'One passage is' : `${doubtful} passages are`} doubtful and underlined: listen
          before you rely on {doubtful === 1 ? 'it' : 'them'}.
        </p>
      ) : null}
      <ol className="flex flex-col gap-4">
        {paragraphs.map(({ start, runs }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of a finished transcript never move, and two may be alike
          <li key={index} className="grid grid-cols-[4.5rem_1fr] items-baseline gap-3">
            <button
              type="button"
              disabled={failed}
              aria-label={`Play from ${momentStamp(start)}`}
              onClick={() => playFrom(start)}
              className="figures rounded-sm py-0.5 text-left text-accent text-sm underline-offset-4 hover:underline disabled:text-muted"
            >
              {momentStamp(start)}
            </button>
            <p dir="auto" className="font-serif text-lg leading-7">
              {runs.map(({ text, doubt }, at) => (
                <span
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  key={at}
                  className={classNames(
                    doubt && 'underline decoration-warning decoration-dotted underline-offset-4',
                  )}
                >
                  {at > 0 ? ' ' : ''}
                  {text}
                </span>
              ))}
            </p>
          </li>
        ))}
      </ol>
      {paragraphs.length > 0 ? <Exports result={result} /> : null}
    </div>
  )
}

function Exports({ result }: { result: Transcript }) {
  const stem = result.name.replace(/\.[A-Za-z0-9]{1,5}$/, '')
  return (
    <section aria-label="Download the transcript" className="flex flex-wrap items-center gap-2">
      <SaveAs label="Text" name={`${stem}.txt`} type="text/plain" content={() => transcriptText(result)} />
      {result.timed ? (
        <>
          <SaveAs
            label="SRT"
            name={`${stem}.srt`}
            type="application/x-subrip"
            content={() => transcriptSrt(result)}
          />
          <SaveAs label="WebVTT" name={`${stem}.vtt`} type="text/vtt" content={() => transcriptVtt(result)} />
        </>
      ) : (
        <p className="text-muted text-sm">The model gave no times, so there are no subtitles.</p>
      )}
    </section>
  )
}

type SaveAsProps = { label: string; name: string; type: string; content: () => string }

function SaveAs({ label, name, type, content }: SaveAsProps) {
  function save(): void {
    const url = URL.createObjectURL(new Blob([content()], { type: `${type};charset=utf-8` }))
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <Button size="sm" variant="outline" aria-label={`Download as ${label}`} onClick={save}>
      <Download aria-hidden="true" size={14} />
      {label}
    </Button>
  )
}

/** Servers name a language by its code, or in English. */
function languageWord(language: string): string {
  const name = /^[a-z]{2,3}$/.test(language) ? languageName(language) : language
  return `in ${name.charAt(0).toUpperCase()}${name.slice(1)}`
}
