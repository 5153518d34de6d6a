'use client'

import { useProvenance } from '../../hooks/use-provenance.ts'
import { counted } from '../../number-words.ts'
import { Button } from '../../ui/button.tsx'
import { doubtOf } from './doubt-of.ts'
import { PassageFacts } from './passage-facts.tsx'

/** How much of a page jobs wrote, and each passage of it; nothing for a page that people wrote alone. */
export function PageProvenance({ documentId }: { documentId: string }) {
  const provenance = useProvenance(documentId)
  if (!provenance.data || provenance.data.passages.length === 0) return null
  const { words, passages } = provenance.data
  const verified = passages.filter((passage) => doubtOf(passage) === undefined)
  const written = verified.reduce((sum, passage) => sum + passage.words, 0)
  const doubtful = passages.length - verified.length
  const title = passages.some(({ contribution }) => contribution)
    ? 'Written by jobs and agents'
    : 'Written by jobs'
  return (
    <section aria-label={title} className="mb-6">
      <h3 className="eyebrow mb-2">{title}</h3>
      <p className="figures text-sm text-soft">
        {share(written, words)} of {counted(words, 'word')}
        {doubtful > 0 ? `; ${counted(doubtful, 'passage')} not verified` : null}
      </p>
      <ul className="mt-3 border-hairline border-t">
        {passages.map((passage) => (
          <li key={passage.taskId} className="border-hairline border-b py-3 text-sm leading-normal">
            <PassageFacts passage={passage} />
            <p className="mt-1 flex items-center justify-between gap-3">
              <span className="figures text-muted text-xs">{counted(passage.words, 'word')}</span>
              <Button size="sm" variant="quiet" onClick={() => showPassage(passage.taskId)}>
                Show in the page
              </Button>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function share(part: number, whole: number): string {
  if (part > 0 && part * 100 < whole) return 'Less than 1 %'
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`
}

/** The first place that names the job, in the middle of the window. */
function showPassage(taskId: string): void {
  const all = document.querySelectorAll<HTMLElement>('.page-text [data-task]')
  const place = [...all].find(({ dataset }) => dataset.task === taskId)
  place?.scrollIntoView({ block: 'center' })
}
