import { type Editor, posToDOMRect } from '@tiptap/core'
import type { EditorState } from '@tiptap/pm/state'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { isShortcut } from '../../keyboard/shortcuts.ts'
import type { SourcePlace } from './page-stretches.ts'

/** A source that is shown beside words that name it. */
export type ShownSource = SourcePlace & { beside: Pick<DOMRect, 'left' | 'bottom'>; focused: boolean }

/** A pointer or a caret that only passes over opens nothing; a pointer on its way from the text to the card does not close it. */
const OPEN_AFTER_MS = 250
const REST_MS = 500
const CLOSE_AFTER_MS = 200
/** After a tap the keyboard of a phone comes up and moves the page. */
const TAP_SETTLES_MS = 900

/**
 * Which source is shown: of the words under the pointer, of those that were tapped, of those in which the caret rests, and at once, with
 * the focus in the card, when its key is pressed. Typing, scrolling and Escape close it, which gives the focus back to the text.
 */
export function useShownSource(
  editor: Editor,
  card: RefObject<HTMLElement | null>,
): { shown: ShownSource | undefined; close: () => void } {
  const [shown, setShown] = useState<ShownSource>()
  const closing = useRef(() => {})
  useEffect(() => {
    const { dom } = editor.view
    let timer: ReturnType<typeof setTimeout> | undefined
    let tappedAt = Number.NEGATIVE_INFINITY
    const later = (value: ShownSource | undefined, ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => setShown(value), ms)
    }
    const now = (value: ShownSource | undefined) => {
      clearTimeout(timer)
      setShown(value)
    }
    const isInCard = () => card.current?.contains(document.activeElement) ?? false
    const atPointer = ({ target }: Event): ShownSource | undefined => {
      if (!(target instanceof Element) || !dom.contains(target)) return undefined
      const words = target.closest('[data-provenance], pre[data-task], img[data-task]')
      const taskId = words?.getAttribute('data-task')
      if (!words || !taskId) return undefined
      const from = editor.view.posAtDOM(words, 0)
      const to = editor.view.posAtDOM(words, words.childNodes.length)
      const beside = words.getClientRects()[0] ?? words.getBoundingClientRect()
      return { ...{ taskId, from, to }, focused: false, beside }
    }
    const atCaret = (focused: boolean): ShownSource | undefined => {
      const taskId = sourceAtCaret(editor.state)
      const { from } = editor.state.selection
      return taskId === undefined
        ? undefined
        : { ...{ taskId, from, to: from }, focused, beside: posToDOMRect(editor.view, from, from) }
    }
    const onOver = (event: PointerEvent) => {
      // What a finger touches is told when it is lifted: until then it may be scrolling.
      if (event.pointerType === 'touch' || isInCard()) return
      if (event.target instanceof Node && card.current?.contains(event.target)) clearTimeout(timer)
      else {
        const found = atPointer(event)
        later(found, found ? OPEN_AFTER_MS : CLOSE_AFTER_MS)
      }
    }
    const onTap = (event: PointerEvent) => {
      if (event.pointerType !== 'touch') return
      if (event.target instanceof Node && card.current?.contains(event.target)) return
      const found = atPointer(event)
      if (found) tappedAt = performance.now()
      now(found)
    }
    const onScroll = () => {
      if (!isInCard() && performance.now() - tappedAt > TAP_SETTLES_MS) now(undefined)
    }
    const onKey = (event: KeyboardEvent) => {
      if (isShortcut(event, 'source') && dom.contains(event.target instanceof Node ? event.target : null)) {
        const found = atCaret(true)
        if (!found) return
        event.preventDefault()
        now(found)
      } else if (event.key === 'Escape' && isInCard()) {
        event.stopPropagation()
        closing.current()
      } else if (!isInCard()) now(undefined)
    }
    const onCaret = ({ transaction }: { transaction: { docChanged: boolean } }) => {
      if (transaction.docChanged || !editor.isFocused || performance.now() - tappedAt < TAP_SETTLES_MS) return
      later(atCaret(false), REST_MS)
    }
    closing.current = () => {
      const wasIn = isInCard()
      now(undefined)
      if (wasIn) editor.commands.focus()
    }
    document.addEventListener('pointerover', onOver)
    document.addEventListener('pointerup', onTap)
    document.addEventListener('scroll', onScroll, true)
    document.addEventListener('keydown', onKey, true)
    editor.on('selectionUpdate', onCaret)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('pointerover', onOver)
      document.removeEventListener('pointerup', onTap)
      document.removeEventListener('scroll', onScroll, true)
      document.removeEventListener('keydown', onKey, true)
      editor.off('selectionUpdate', onCaret)
    }
  }, [editor, card])
  return { shown, close: () => closing.current() }
}

/** The source that the words around the caret name, or the code block or picture that it is in. */
function sourceAtCaret({ selection }: EditorState): string | undefined {
  const { $from } = selection
  const marks = [...$from.marks(), ...($from.nodeAfter?.marks ?? [])]
  const named: unknown = marks.find(({ type }) => type.name === 'provenance')?.attrs.taskId
  const own: unknown = $from.nodeAfter?.attrs.fromTask ?? $from.parent.attrs.fromTask
  const source = named ?? own
  return typeof source === 'string' ? source : undefined
}
