import type { Editor } from '@tiptap/core'
import { useEffect, useRef } from 'react'
import type { Connection } from '../../room/room-provider.ts'
import { toast } from '../../ui/toast.tsx'
import { LinkFollower } from './link-follower.ts'

/** Follows the block that the address names: when the page opens, and when the address changes on it. */
export function useLinkedBlock(editor: Editor | null, connection: Connection): void {
  const follower = useRef<LinkFollower>(undefined)
  const latest = useRef(connection)

  useEffect(() => {
    if (!editor) return
    const made = new LinkFollower(editor, toast.note)
    const follow = () => {
      follower.current = made
      made.follow(window.location.hash, latest.current)
    }
    // The views of images and results are drawn a frame later; before that there is less page to scroll.
    const frame = requestAnimationFrame(follow)
    window.addEventListener('hashchange', follow)
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('hashchange', follow)
      follower.current = undefined
      made.stop()
    }
  }, [editor])

  useEffect(() => {
    latest.current = connection
    follower.current?.look(connection)
  }, [connection])
}
