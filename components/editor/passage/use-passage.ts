import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import { findNamed } from '#server/document-model/passage.ts'
import { bodyOf } from '../shared-body.ts'
import { type Stretch, stretchOf } from './passage-place.ts'

/** What has become of the passage that a result was made of. */
export type PassageNow = { state: 'same' | 'changed'; place: Stretch } | { state: 'removed' }

// A look reads the letters of the whole page: not at each key.
const LOOK_AFTER_MS = 300

/** Looks for the passage of a pending result in the page as it is now; undefined for a result that was made of none. */
export function lookForPassage(editor: Editor, name: unknown): PassageNow | undefined {
  const body = bodyOf(editor)
  if (typeof name !== 'string' || !body?.doc) return undefined
  const found = findNamed(body.doc, name)
  const place = found && stretchOf(body, editor.state.doc, found.span)
  return found && place ? { state: found.changed ? 'changed' : 'same', place } : { state: 'removed' }
}

/** The state of the passage of a pending result, followed while people write. */
export function usePassageState(editor: Editor, name: unknown): PassageNow['state'] | undefined {
  const [state, setState] = useState(() => lookForPassage(editor, name)?.state)
  useEffect(() => {
    if (typeof name !== 'string') return
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => setState(lookForPassage(editor, name)?.state)
    const later = () => {
      clearTimeout(timer)
      timer = setTimeout(look, LOOK_AFTER_MS)
    }
    later()
    editor.on('update', later)
    return () => {
      clearTimeout(timer)
      editor.off('update', later)
    }
  }, [editor, name])
  return state
}
