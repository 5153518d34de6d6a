import { type Editor, posToDOMRect } from '@tiptap/core'
import { type ComponentProps, useState } from 'react'
import type { TaskKind } from '#server/contracts/processing.ts'
import { type JobSettings, useRememberedSettings } from '../../jobs/job-settings.ts'
import type { TextKind } from '../../jobs/quick-jobs.ts'
import { toast } from '../../ui/toast.tsx'
import type { BlockRange } from '../gutter/block-range.ts'
import { needsWords } from './job-choices.ts'
import type { JobMenu } from './job-menu.tsx'
import { type Asking, type FormAsking, type JobTarget, jobTarget } from './job-target.ts'

/** Where the words are on the screen now; a page that has become shorter meanwhile ends where it ends. */
function rectOf({ view, state }: Editor, { from, to }: BlockRange): DOMRect {
  const end = state.doc.content.size
  return posToDOMRect(view, Math.min(from, end), Math.min(to, end))
}

type Where = { about?: 'page' | undefined; block?: BlockRange }
type About = Where & { kind?: TextKind }

/**
 * The menu that asks for jobs on words of the page, and what opens it; a kind that needs no word more starts at once. Beside it the
 * form, which takes the same words for kinds that need more and for all options.
 */
export function useJobMenu(
  documentId: string,
  visiting: boolean,
  onAsk: (target: JobTarget, kind: TextKind, settings: JobSettings, question?: string) => void,
) {
  const [asking, setAsking] = useState<Asking>()
  const [filling, setFilling] = useState<FormAsking>()
  const settings = useRememberedSettings()
  const onClose = () => setAsking(undefined)

  function isRefused(): boolean {
    if (visiting) toast.note('Sign in to ask for jobs on this page')
    return visiting
  }

  function openForm(editor: Editor, kind: TaskKind | undefined, where: Where = {}): void {
    if (!isRefused()) setFilling({ target: jobTarget(editor, documentId, where), ...(kind && { kind }) })
  }

  function ask(editor: Editor, { kind, about, block }: About = {}): void {
    if (isRefused()) return
    const target = jobTarget(editor, documentId, { block, about })
    if (kind && !needsWords(kind)) onAsk(target, kind, settings)
    else {
      const place = block ?? { from: editor.state.selection.from, to: editor.state.selection.to }
      setAsking({ target, beside: () => rectOf(editor, place), ...(kind && { kind }) })
    }
  }

  const shown: Omit<ComponentProps<typeof JobMenu>, 'returnFocus'> = {
    ...{ asking, onAsk, onClose },
    onForm: setFilling,
  }
  return { ask, openForm, shown, form: { asking: filling, onClose: () => setFilling(undefined) } }
}
