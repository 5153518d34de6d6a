import { type Editor, posToDOMRect } from '@tiptap/core'
import { type ComponentProps, useState } from 'react'
import { type JobSettings, useRememberedSettings } from '../../jobs/job-settings.ts'
import type { TextKind } from '../../jobs/quick-jobs.ts'
import { toast } from '../../ui/toast.tsx'
import type { BlockRange } from '../gutter/block-range.ts'
import { wishOf } from './job-choices.ts'
import type { JobMenu } from './job-menu.tsx'
import { type Asking, type JobTarget, jobTarget } from './job-target.ts'

type About = { kind?: TextKind; about?: 'page' | undefined; block?: BlockRange }

/** The menu that asks for jobs on words of the page, and what opens it; a kind that needs no word more starts at once. */
export function useJobMenu(
  documentId: string,
  visiting: boolean,
  onAsk: (target: JobTarget, kind: TextKind, settings: JobSettings) => void,
) {
  const [asking, setAsking] = useState<Asking>()
  const settings = useRememberedSettings()
  const onClose = () => setAsking(undefined)

  function ask(editor: Editor, { kind, about, block }: About = {}): void {
    if (visiting) {
      toast.note('Sign in to ask for jobs on this page')
      return
    }
    const target: JobTarget =
      about === 'page'
        ? { what: 'this page', source: { type: 'document', documentId } }
        : jobTarget(editor, documentId, block)
    if (kind && !wishOf(kind)) onAsk(target, kind, settings)
    else {
      const { from, to } = block ?? editor.state.selection
      setAsking({ target, beside: posToDOMRect(editor.view, from, to), ...(kind && { kind }) })
    }
  }

  const shown: Omit<ComponentProps<typeof JobMenu>, 'returnFocus'> = { asking, onAsk, onClose }
  return { ask, shown }
}
