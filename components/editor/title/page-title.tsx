'use client'

import { type KeyboardEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type * as Y from 'yjs'
import { TITLE_MAX } from '#server/contracts/documents.ts'
import { bindTitle, type TitleBinding } from './bind-title.ts'

/** The shared title as it stands now. */
export function useTitle(text: Y.Text): string {
  const subscribe = (listener: () => void) => {
    text.observe(listener)
    return () => text.unobserve(listener)
  }
  const read = () => text.toString()
  return useSyncExternalStore(subscribe, read, read)
}

type PageTitleProps = {
  text: Y.Text
  editable: boolean
  /** Whether the caret stands here when the page opens. */
  begin: boolean
  onLeave: () => void
}

/** The first line of the page: plain text that everybody edits together. Enter and the arrow down lead to the body. */
export function PageTitle({ text, editable, begin, onLeave }: PageTitleProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const binding = useRef<TitleBinding>(undefined)
  const title = useTitle(text)

  useEffect(() => {
    if (!field.current) return
    binding.current = bindTitle(field.current, text)
    return () => binding.current?.unbind()
  }, [text])

  // Looked at once: a page that is emptied later keeps the caret where it is.
  const [beginning] = useState(begin)
  useEffect(() => {
    if (beginning) field.current?.focus()
  }, [beginning])

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const { selectionStart, value } = event.currentTarget
    const mod = event.metaKey || event.ctrlKey
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' || (event.key === 'ArrowDown' && selectionStart === value.length)) {
      event.preventDefault()
      onLeave()
    } else if (event.key === 'Escape') {
      event.currentTarget.blur()
    } else if (mod && event.key.toLowerCase() === 'z') {
      // The browser's own undo knows nothing of what others typed in between.
      event.preventDefault()
      if (event.shiftKey) binding.current?.redo()
      else binding.current?.undo()
    } else if (mod && event.key.toLowerCase() === 'y') {
      event.preventDefault()
      binding.current?.redo()
    }
  }

  // The mirror lies under the field in the same grid cell and gives it its height, before the first paint as after it.
  return (
    <h1 className="page-title">
      <span aria-hidden="true" className="page-title-mirror">
        {title || 'Untitled'}{' '}
      </span>
      <textarea
        ref={field}
        rows={1}
        aria-label="Title"
        placeholder="Untitled"
        maxLength={TITLE_MAX}
        readOnly={!editable}
        spellCheck
        enterKeyHint="next"
        onKeyDown={onKeyDown}
      />
    </h1>
  )
}
