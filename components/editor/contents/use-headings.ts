import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import { type Heading, headingsOf, lastAbove, sameHeadings } from './page-headings.ts'

/** The list follows the text at this distance, so that no key press waits for it. */
const FOLLOW_MS = 250
/** A section is current when its heading has come this near to the top of the window, in pixels: the header and a line. */
const READING_LINE = 110

/** The headings of the page; the same list until one of them is named otherwise, comes or goes. */
export function useHeadings(editor: Editor): readonly Heading[] {
  const [headings, setHeadings] = useState(() => headingsOf(editor.state.doc))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      timer = undefined
      const now = headingsOf(editor.state.doc)
      setHeadings((old) => (sameHeadings(old, now) ? old : now))
    }
    const onUpdate = () => {
      timer ??= setTimeout(look, FOLLOW_MS)
    }
    look()
    editor.on('update', onUpdate)
    return () => {
      clearTimeout(timer)
      editor.off('update', onUpdate)
    }
  }, [editor])
  return headings
}

/** Index of the heading whose section is being read; -1 above the first. Measures once a frame, while one scrolls. */
export function useCurrentHeading(editor: Editor, headings: readonly Heading[]): number {
  const [current, setCurrent] = useState(-1)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has other places
  useEffect(() => {
    let frame = 0
    const look = () => {
      frame = 0
      const places = headingsOf(editor.state.doc)
      const topOf = (index: number) => {
        const dom = editor.view.nodeDOM(places[index]?.position ?? 0)
        return dom instanceof HTMLElement ? dom.getBoundingClientRect().top : Number.POSITIVE_INFINITY
      }
      const { scrollingElement: page } = document
      // At the end of the page the last sections never reach the line.
      const atEnd =
        page !== null && page.scrollTop > 0 && page.scrollTop + window.innerHeight >= page.scrollHeight - 2
      setCurrent(lastAbove(places.length, topOf, atEnd ? window.innerHeight - 40 : READING_LINE))
    }
    const onScroll = () => {
      frame ||= requestAnimationFrame(look)
    }
    onScroll()
    window.addEventListener('scroll', onScroll, { passive: true })
    window.addEventListener('resize', onScroll)
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('scroll', onScroll)
      window.removeEventListener('resize', onScroll)
    }
  }, [editor, headings])
  return current
}

/** Brings a heading below the header and puts the caret in it, by its place in the list: positions may have moved since. */
export function goToHeading(editor: Editor, index: number): void {
  const heading = headingsOf(editor.state.doc)[index]
  const dom = heading && editor.view.nodeDOM(heading.position)
  if (!heading || !(dom instanceof HTMLElement)) return
  // A finger that asks for a section wants to read it, not the keyboard of the screen.
  if (editor.isEditable && !window.matchMedia('(pointer: coarse)').matches) {
    editor.commands.setTextSelection(heading.position + 1)
    // The view's own: the browser's would put the caret back to where it last was. Neither scrolls.
    editor.view.focus()
  }
  window.scrollTo({ top: window.scrollY + dom.getBoundingClientRect().top - READING_LINE + 30 })
}
