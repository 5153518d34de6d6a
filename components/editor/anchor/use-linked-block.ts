import type { Editor } from '@tiptap/core'
import { useEffect } from 'react'
import { showLinkedBlock } from './show-block.ts'

/** Follows the block that the address names: when the page opens, and when the address changes on it. */
export function useLinkedBlock(editor: Editor | null): void {
  useEffect(() => {
    if (!editor) return
    let stop = () => {}
    const follow = () => {
      stop()
      stop = showLinkedBlock(editor, window.location.hash)
    }
    // The views of images and results are drawn a frame later; before that there is less page to scroll.
    const frame = requestAnimationFrame(follow)
    window.addEventListener('hashchange', follow)
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('hashchange', follow)
      stop()
    }
  }, [editor])
}
