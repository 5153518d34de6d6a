import type { DocumentBlock, InlineRun, ListEntry } from '#server/contracts/document-blocks.ts'
import { attachmentPath } from '#server/document-model/image-node.ts'
import { isSafeHref } from '#server/document-model/safe-links.ts'

/** A block as it will stand in a page. */
export function BlockView({ block }: { block: DocumentBlock }) {
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
        <blockquote className="whitespace-pre-line border-edge border-l-2 pl-4 text-soft">
          <Runs runs={block.content} />
        </blockquote>
      )
    case 'code':
      return <pre className="overflow-x-auto bg-sunken p-3 font-mono text-sm">{block.text}</pre>
    case 'list':
      return <Entries items={block.items} ordered={block.ordered} start={block.start} />
    case 'tasks':
      return (
        <ul className="flex flex-col gap-1">
          {block.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries of a finished result never move, and two may be alike
            <li key={index}>
              <span role="img" aria-label={item.checked ? 'done' : 'to do'}>
                {item.checked ? '☑ ' : '☐ '}
              </span>
              <Runs runs={item.content} />
            </li>
          ))}
        </ul>
      )
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

type EntriesProps = {
  items: readonly ListEntry[]
  ordered: boolean | undefined
  start: number | undefined
}

function Entries({ items, ordered, start }: EntriesProps) {
  const entries = items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: entries of a finished result never move, and two may be alike
    <li key={index}>
      <Runs runs={item.content} />
      {item.items?.length ? <Entries items={item.items} ordered={item.ordered} start={item.start} /> : null}
    </li>
  ))
  return ordered ? (
    <ol className="list-decimal pl-6" start={start}>
      {entries}
    </ol>
  ) : (
    <ul className="list-disc pl-6">{entries}</ul>
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
