import type { Editor } from '@tiptap/core'
import type { TextSource } from '#server/contracts/text-source.ts'
import type { TextKind } from '../../jobs/quick-jobs.ts'
import { type BlockRange, selectedBlocks } from '../gutter/block-range.ts'
import { bodyOf } from '../shared-body.ts'
import { passageOf, type Stretch } from './passage-place.ts'

/** What a job in the page is asked about, and what that is called in a sentence. */
export type JobTarget = { what: 'the selection' | 'this block' | 'this page'; source: TextSource }

/** A job that is being asked for: about what, beside what, and its kind where that has been chosen already. */
export type Asking = { target: JobTarget; beside: () => DOMRect; kind?: TextKind }

/**
 * What a job is about: these blocks, else the selected words, else the block of the caret, else, where the caret stands in an empty line,
 * the page.
 */
export function jobTarget(editor: Editor, documentId: string, block?: BlockRange): JobTarget {
  const { selection } = editor.state
  const passage = (place: Stretch | undefined): TextSource | undefined => {
    const body = bodyOf(editor)
    const found = body && place && passageOf(body, editor.state.doc, place)
    return found && { type: 'passage', documentId, ...found }
  }
  const selected = block || selection.empty ? undefined : passage(selection)
  if (selected) return { what: 'the selection', source: selected }
  const around = passage(block ?? selectedBlocks(selection))
  if (around) return { what: 'this block', source: around }
  return { what: 'this page', source: { type: 'document', documentId } }
}
