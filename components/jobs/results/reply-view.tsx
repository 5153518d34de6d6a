import { CircleAlert } from 'lucide-react'
import Link from 'next/link'
import type { Quote } from '#server/contracts/ask-kind.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { NOT_SAID } from '#server/contracts/result-words.ts'
import { untitled } from '../../documents/untitled.ts'
import { BlockView } from './block-view.tsx'

/** An answer with the passages that it rests on, each linked to the page that holds it. */
export function ReplyView({ result }: { result: ResultOf<'ask'> }) {
  const { question, answered, blocks, quotes, pages } = result
  return (
    <div className="flex max-w-[66ch] flex-col gap-6">
      <p className="text-soft">
        <span className="eyebrow mr-2">Asked</span> {question}
      </p>
      {answered ? (
        <div dir="auto" className="flex flex-col gap-4 font-serif text-lg leading-7">
          {blocks.map((block, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a finished result never move, and two may be alike
            <BlockView key={index} block={block} />
          ))}
        </div>
      ) : (
        <p className="text-lg text-soft">{NOT_SAID}</p>
      )}
      {quotes.length > 0 ? (
        <section aria-label="Quotations">
          <p className="eyebrow mb-2">It rests on</p>
          <ul className="flex flex-col gap-3">
            {quotes.map((quote, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: quotations of a finished result never move, and two pages may say the same
              <Passage key={index} quote={quote} />
            ))}
          </ul>
        </section>
      ) : null}
      {pages.length > 1 ? (
        <p className="text-muted text-sm">
          Read:{' '}
          {pages.map(({ documentId, title }, index) => (
            <span key={documentId}>
              {index > 0 ? ', ' : ''}
              <PageLink documentId={documentId} title={title} />
            </span>
          ))}
        </p>
      ) : null}
    </div>
  )
}

function Passage({ quote: { text, documentId, title, found } }: { quote: Quote }) {
  return (
    <li className={found ? 'border-accent border-l-2 pl-4' : 'border-warning border-l-2 pl-4'}>
      <q dir="auto" className="block text-soft">
        {text}
      </q>
      {found ? (
        documentId === null ? null : (
          <p className="mt-0.5 text-sm">
            <PageLink documentId={documentId} title={title ?? ''} />
          </p>
        )
      ) : (
        <p className="mt-0.5 flex items-center gap-1.5 text-warning text-xs">
          <CircleAlert aria-hidden="true" size={12} className="shrink-0" />
          Not found in the page
        </p>
      )}
    </li>
  )
}

function PageLink({ documentId, title }: { documentId: string; title: string }) {
  return (
    <Link href={`/documents/${documentId}`} className="text-accent underline underline-offset-4">
      {untitled(title)}
    </Link>
  )
}
