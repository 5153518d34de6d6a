'use client'

import { useState } from 'react'
import type { ResultOf } from '#server/contracts/processing.ts'
import { languageName } from '#server/contracts/result-words.ts'
import type { RewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { counted } from '../../number-words.ts'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { BlockView } from './block-view.tsx'

const SIDES = [
  { value: 'result', label: 'Result' },
  { value: 'source', label: 'Before' },
] as const

/** A text that was written anew, with what it was before a press away, and how the two differ in language and length. */
export function RewritingView({ result }: { result: ResultOf<RewriteKind> }) {
  const [side, setSide] = useState<'result' | 'source'>('result')
  const { blocks, source, words, from, to } = result
  return (
    <div className="flex max-w-[66ch] flex-col gap-6">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <SegmentedControl label="Which text" value={side} onChange={setSide} options={SIDES} />
        <p className="text-muted text-sm">
          {from && to && from !== to ? `${languageName(from)} to ${languageName(to)}, ` : ''}
          <span className="figures">
            {counted(words.before, 'word')} to {words.after}
          </span>
        </p>
      </div>
      {side === 'source' ? (
        <div
          lang={from ?? undefined}
          dir="auto"
          className="whitespace-pre-line font-serif text-lg text-soft leading-7"
        >
          {source}
          {source.length >= SHOWN_TEXT_MAX ? ' …' : ''}
        </div>
      ) : (
        <div lang={to ?? undefined} dir="auto" className="flex flex-col gap-4 font-serif text-lg leading-7">
          {blocks.map((block, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a finished result never move, and two may be alike
            <BlockView key={index} block={block} />
          ))}
        </div>
      )}
    </div>
  )
}
