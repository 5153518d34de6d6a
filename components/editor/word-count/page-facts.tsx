'use client'

import type { Editor } from '@tiptap/core'
import { counted } from '../../number-words.ts'
import { readingMinutes } from './count-words.ts'
import { useWordCount } from './use-word-count.ts'

const figure = (value: number) => value.toLocaleString('en')

/** How long the page is; of selected text, how much of it that is. */
export function PageFacts({ editor }: { editor: Editor }) {
  const count = useWordCount(editor)
  if (!count) return <p className="px-2.5 py-1.5 text-muted text-sm">Counting…</p>
  const { page, selection } = count
  return (
    <div className="figures px-2.5 py-1.5 text-muted text-sm">
      <p>
        {selection
          ? `${figure(selection.words)} of ${counted(page.words, 'word')} selected`
          : counted(page.words, 'word')}
      </p>
      <p>{counted((selection ?? page).characters, 'character')}</p>
      <p>{counted(readingMinutes((selection ?? page).words), 'minute')} to read</p>
    </div>
  )
}
