'use client'

import type { Editor } from '@tiptap/core'
import type { GeneratedPassage } from '#server/contracts/provenance.ts'
import { useProvenance } from '../../hooks/use-provenance.ts'
import { counted } from '../../number-words.ts'
import { Button } from '../../ui/button.tsx'
import { alike } from './alike.ts'
import { doubtOf } from './doubt-of.ts'
import { pageStretches } from './page-stretches.ts'
import { PassageFacts } from './passage-facts.tsx'

type PageProvenanceProps = { documentId: string; editor: Editor | null }

/** How much of a page jobs wrote, and each passage of it; nothing for a page that people wrote alone. */
export function PageProvenance({ documentId, editor }: PageProvenanceProps) {
  const provenance = useProvenance(documentId)
  if (!provenance.data || provenance.data.passages.length === 0) return null
  const { words, passages, notLookedAt } = provenance.data
  const verified = passages.filter((passage) => doubtOf(passage) === undefined)
  const written = wordsOf(verified)
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
        {notLookedAt > 0 ? `; ${counted(notLookedAt, 'more sentence')} not looked at` : null}
      </p>
      <ul className="mt-3 border-hairline border-t">
        {alike(passages).map((group) => (
          <li key={group[0].at} className="border-hairline border-b py-3 text-sm leading-normal">
            <PassageFacts passage={group[0]} />
            <p className="mt-1 flex items-center justify-between gap-3">
              <span className="figures text-muted text-xs">
                {counted(wordsOf(group), 'word')}
                {group.length > 1 ? ` in ${group.length} places` : null}
              </span>
              {editor ? (
                <Button
                  size="sm"
                  variant="quiet"
                  className="-mr-2.5"
                  onClick={() => showPassage(editor, group[0])}
                >
                  Show in the page
                </Button>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function wordsOf(passages: readonly GeneratedPassage[]): number {
  return passages.reduce((sum, { words }) => sum + words, 0)
}

function share(part: number, whole: number): string {
  if (part > 0 && part * 100 < whole) return 'Less than 1 %'
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`
}

/** Where it stands by now, in the middle of the window. */
function showPassage(editor: Editor, passage: GeneratedPassage): void {
  const stretch = pageStretches(editor.state.doc)[passage.at]
  if (!stretch) return
  const { node } = editor.view.domAtPos(stretch.from + 1)
  const element = node instanceof Element ? node : node.parentElement
  element?.scrollIntoView({ block: 'center' })
}
