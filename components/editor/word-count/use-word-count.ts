import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import { countBetween, type TextCount } from './count-words.ts'

export type PageCount = { page: TextCount; selection: TextCount | undefined }

/** One slice of counting, in milliseconds: half a frame, so that a key pressed meanwhile is still drawn with the next one. */
const SLICE_MS = 8
/** The figures follow the text at this distance. */
const FOLLOW_MS = 300

/** How long the page and the selected text are; undefined until they are first counted. Counts between frames, never in a key. */
export function useWordCount(editor: Editor): PageCount | undefined {
  const [count, setCount] = useState<PageCount>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = (act: () => void, ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(act, ms)
    }
    const run = (counting: Generator<undefined, PageCount>) => {
      const step = counting.next()
      if (step.done) setCount(step.value)
      else later(() => run(counting), 0)
    }
    const begin = () => run(countAll(editor))
    const onChange = () => later(begin, FOLLOW_MS)
    later(begin, 0)
    editor.on('update', onChange)
    editor.on('selectionUpdate', onChange)
    return () => {
      clearTimeout(timer)
      editor.off('update', onChange)
      editor.off('selectionUpdate', onChange)
    }
  }, [editor])
  return count
}

function* countAll(editor: Editor): Generator<undefined, PageCount> {
  const { doc, selection } = editor.state
  let started = performance.now()
  const late = () => {
    if (performance.now() - started < SLICE_MS) return false
    started = performance.now()
    return true
  }
  const page = yield* countBetween(doc, 0, doc.content.size, late)
  if (selection.empty) return { page, selection: undefined }
  return { page, selection: yield* countBetween(doc, selection.from, selection.to, late) }
}
