'use client'

import type { Editor } from '@tiptap/core'
import { Check, CornerDownRight } from 'lucide-react'
import { useState } from 'react'
import { CONTRIBUTION_KIND } from '#server/contracts/contributions.ts'
import { isRewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { lookForPassage, type PassageNow } from '../passage/use-passage.ts'
import { acceptInPlaceOf, acceptJobResult } from './settle-job-result.ts'

type AcceptButtonsProps = {
  editor: Editor
  getPos: () => number | undefined
  kind: unknown
  passage: unknown
  state: PassageNow['state'] | undefined
}

/**
 * Takes a result into the page. What writes a passage anew takes its place, or stands below it where that is wanted; words that have
 * changed since are never written over without a question.
 */
export function AcceptButtons({ editor, getPos, kind, passage, state }: AcceptButtonsProps) {
  const [asking, setAsking] = useState(false)
  const replaces = writesAnew(kind) && (state === 'same' || state === 'changed')
  // Somebody took the passage away under the question: should it come back, the question does not.
  if (asking && !replaces) setAsking(false)

  function accept(act: (position: number) => void): void {
    const position = getPos()
    if (position === undefined) return
    act(position)
    editor.commands.focus()
  }
  const below = () => accept((position) => acceptJobResult(editor, position))
  const replace = () =>
    accept((position) => {
      const now = lookForPassage(editor, passage)
      if (now && 'place' in now && acceptInPlaceOf(editor, position, now.place)) return
      if (now?.state === 'removed') toast.note('The text that this was made of was removed meanwhile')
      else
        toast.note('This result does not fit in the place of its passage', {
          detail: 'It can be inserted below it.',
        })
    })
  /** Asked at the press: what somebody else writes reaches the button a moment later. */
  const press = () => (lookForPassage(editor, passage)?.state === 'changed' ? setAsking(true) : replace())

  if (!replaces)
    return (
      <Button size="sm" variant="primary" onClick={below}>
        <Check aria-hidden="true" size={14} />
        Accept
      </Button>
    )
  return (
    <>
      <Button size="sm" variant="primary" title="Takes the place of the passage" onClick={press}>
        <Check aria-hidden="true" size={14} />
        Accept
      </Button>
      <Button size="sm" variant="quiet" title="Keeps the passage as it is" onClick={below}>
        <CornerDownRight aria-hidden="true" size={14} />
        Insert below
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Replace text that has changed?"
        description="Somebody changed this passage after it had been read for this. Replacing it takes those changes away; undo brings them back."
        action="Replace it"
        danger
        onConfirm={replace}
      />
    </>
  )
}

/** An explanation is about a text; the other kinds, and what an agent names a passage for, give the text itself, in other words. */
function writesAnew(kind: unknown): boolean {
  if (kind === CONTRIBUTION_KIND) return true
  return typeof kind === 'string' && isRewriteKind(kind) && kind !== 'explain'
}

/** What a reader should know of the passage before the result is judged. */
export function passageWords(state: PassageNow['state'] | undefined): string | undefined {
  if (state === 'changed') return 'The text has changed since.'
  if (state === 'removed') return 'The text that this was made of was removed since.'
  return undefined
}
