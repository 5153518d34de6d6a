'use client'

import { useState } from 'react'
import type { DocumentBlock, InlineRun, ListEntry } from '#server/contracts/document-blocks.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { attachmentPath } from '#server/document-model/image-node.ts'
import { isSafeHref } from '#server/document-model/safe-links.ts'
import { counted } from '../../number-words.ts'
import { Button } from '../../ui/button.tsx'
import { ScannedPages } from './scanned-pages.tsx'

const FIRST_SHOWN = 60

/** What was read from a file, as it will stand in a page; long ones in part, until the rest is asked for. */
export function DocumentView({ result }: { result: ResultOf<'read-pdf' | 'read-docx'> }) {
  const [all, setAll] = useState(false)
  const { title, blocks, words, pages, leftOut } = result
  const shown = all ? blocks : blocks.slice(0, FIRST_SHOWN)
  return (
    <div className="flex max-w-[66ch] flex-col gap-6">
      <p className="text-muted text-sm">
        <span className="figures">{counted(words, 'word')}</span>
        {pages ? `, ${rangeWords(pages)} of ${pages.total}` : ''}
      </p>
      <ScannedPages result={result} />
      {title ? <p className="display text-3xl">{title}</p> : null}
      <div className="flex flex-col gap-4 font-serif text-lg leading-7">
        {shown.map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a finished result never move, and two may be alike
          <Block key={index} block={block} />
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
  )
}

function rangeWords({ from, to }: { from: number; to: number }): string {
  return from === to ? `page ${from}` : `pages ${from} to ${to}`
}

function Block({ block }: { block: DocumentBlock }) {
  switch (block.type) {
    case 'paragraph':
      return (
        <p>
          <Runs runs={block.content} />
        </p>
      )
    case 'heading':
      // The screen's own headings come above, so these begin one level below theirs.
      return block.level <= 2 ? (
        <h2 className="display pt-2 text-2xl">
          <Runs runs={block.content} />
        </h2>
      ) : (
        <h3 className="display pt-1 text-xl">
          <Runs runs={block.content} />
        </h3>
      )
    case 'quote':
      return (
        <blockquote className="border-edge border-l-2 pl-4 text-soft">
          <Runs runs={block.content} />
        </blockquote>
      )
    case 'code':
      return <pre className="overflow-x-auto bg-sunken p-3 font-mono text-sm">{block.text}</pre>
    case 'list':
      return <Entries items={block.items} ordered={block.ordered} />
    case 'table':
      return <Table rows={block.rows} header={block.header} />
    case 'image':
      return (
        // biome-ignore lint/performance/noImgElement: an attachment; no optimiser may fetch it
        <img
          src={attachmentPath(block.attachmentId)}
          alt={block.alt}
          loading="lazy"
          className="max-h-96 max-w-full self-start border border-hairline"
        />
      )
  }
}

function Entries({ items, ordered }: { items: readonly ListEntry[]; ordered: boolean }) {
  const List = ordered ? 'ol' : 'ul'
  return (
    <List className={ordered ? 'list-decimal pl-6' : 'list-disc pl-6'}>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries of a finished result never move, and two may be alike
        <li key={index}>
          <Runs runs={item.content} />
          {item.items?.length ? <Entries items={item.items} ordered={item.ordered ?? false} /> : null}
        </li>
      ))}
    </List>
  )
}

function Table({ rows, header }: { rows: readonly InlineRun[][][]; header: boolean }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever uses a keyboard must be able to scroll a wide table
    <section className="overflow-x-auto" aria-label="Table" tabIndex={0}>
      <table className="border-collapse text-base">
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a finished result never move
            <tr key={index}>
              {row.map((cell, column) => {
                const Cell = header && index === 0 ? 'th' : 'td'
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells of a finished result never move
                  <Cell key={column} className="border border-edge px-3 py-1.5 text-left align-top">
                    <Runs runs={cell} />
                  </Cell>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Runs({ runs }: { runs: readonly InlineRun[] }) {
  return runs.map((run, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: runs of a finished result never move
    <Run key={index} run={run} />
  ))
}

function Run({ run }: { run: InlineRun }) {
  let node = <>{run.text}</>
  if (run.code) node = <code className="font-mono text-[0.9em]">{node}</code>
  if (run.strike) node = <s>{node}</s>
  if (run.underline) node = <u>{node}</u>
  if (run.italic) node = <em>{node}</em>
  if (run.bold) node = <strong className="font-semibold">{node}</strong>
  return isSafeHref(run.href) ? (
    <a
      href={run.href}
      rel="noopener noreferrer nofollow"
      className="text-accent underline underline-offset-4"
    >
      {node}
    </a>
  ) : (
    node
  )
}
