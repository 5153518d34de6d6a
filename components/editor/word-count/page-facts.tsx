'use client'

import type { Editor } from '@tiptap/core'
import { readingMinutes } from './count-words.ts'
import { useWordCount } from './use-word-count.ts'

const figure = (value: number) => value.toLocaleString('en')
const plural = (value: number, one: string) => `${figure(value)} ${one}${value === 1 ? '' : 's'}`

/** How long the page is; of selected text, how much of it that is. */
export function PageFacts({ editor }: { editor: Editor }) {
  const count = useWordCount(editor)
  if (!count) return <p className="px-2.5 py-1.5 text-muted text-sm">Counting…</p>
  const { page, selection } = count
  return (
    <div className="figures px-2.5 py-1.5 text-muted text-sm">
      <p>
        {selection
          ? `${figure(selection.words)} of ${plural(page.words, 'word')} selected`
          : plural(page.words, 'word')}
      </p>
      <p>{plural((selection ?? page).characters, 'character')}</p>
      <p>{plural(readingMinutes((selection ?? page).words), 'minute')} to read</p>
    </div>
  )
}
