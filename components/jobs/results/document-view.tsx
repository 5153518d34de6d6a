'use client'

import { useState } from 'react'
import type { ResultOf } from '#server/contracts/processing.ts'
import { counted } from '../../number-words.ts'
import { Button } from '../../ui/button.tsx'
import { BlockView } from './block-view.tsx'
import { ScanCheck } from './scan-check.tsx'
import { ScannedPages } from './scanned-pages.tsx'

const FIRST_SHOWN = 60

/** What was read from a file, as it will stand in a page; long ones in part, until the rest is asked for. */
export function DocumentView({ result }: { result: ResultOf<'read-pdf' | 'read-docx'> }) {
  const [all, setAll] = useState(false)
  const { title, blocks, words, pages, leftOut, scans } = result
  const shown = all ? blocks : blocks.slice(0, FIRST_SHOWN)
  return (
    <div className="flex flex-col gap-8">
      <div className="flex max-w-[66ch] flex-col gap-6">
        <p className="text-muted text-sm">
          <span className="figures">{counted(words, 'word')}</span>
          {pages ? `, ${rangeWords(pages)} of ${pages.total}` : ''}
        </p>
        {scans ? null : <ScannedPages result={result} />}
        {title ? <p className="display text-3xl">{title}</p> : null}
        <div className="flex flex-col gap-4 font-serif text-lg leading-7">
          {shown.map((block, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a finished result never move, and two may be alike
            <BlockView key={index} block={block} />
          ))}
        </div>
        {shown.length < blocks.length ? (
          <Button className="self-start" onClick={() => setAll(true)}>
            Show the other {counted(blocks.length - shown.length, 'block')}
          </Button>
        ) : null}
        {leftOut.length > 0 ? (
          <div>
            <h2 className="eyebrow mb-2">Left out</h2>
            <ul className="flex list-disc flex-col gap-1 pl-5 text-soft">
              {leftOut.map((what) => (
                <li key={what}>{what}</li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
      <ScanCheck scans={scans ?? []} />
    </div>
  )
}

function rangeWords({ from, to }: { from: number; to: number }): string {
  return from === to ? `page ${from}` : `pages ${from} to ${to}`
}
