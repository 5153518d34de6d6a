import type { Editor } from '@tiptap/core'
import type { TaskKind } from '#server/contracts/processing.ts'
import type { TextSource } from '#server/contracts/text-source.ts'
import { placeBehindBlock } from '#server/document-model/relative-place.ts'
import type { TextKind } from '../../jobs/quick-jobs.ts'
import { type BlockRange, selectedBlocks } from '../gutter/block-range.ts'
import { bodyOf } from '../shared-body.ts'
import { passageOf, type Stretch } from './passage-place.ts'

/** What a job in the page is asked about, and what that is called in a sentence. */
export type JobTarget = {
  what: 'the selection' | 'this block' | 'this page'
  source: TextSource
  /** Where the result goes, as `CreateTask` takes it; absent for the end of the page. */
  behind?: string
}

/** A job that is being asked for: about what, beside what, and its kind where that has been chosen already. */
export type Asking = { target: JobTarget; beside: () => DOMRect; kind?: TextKind }

/** A job whose form is being filled in; its kind where that has been chosen already. */
export type FormAsking = { target: JobTarget; kind?: TaskKind }

/**
 * What a job is about: these blocks, else the selected words, else the block of the caret, else, where the caret stands in an empty line,
 * the page, or that at once with `about`. The result goes behind the block where it was asked for.
 */
export function jobTarget(
  editor: Editor,
  documentId: string,
  { block, about }: { block?: BlockRange | undefined; about?: 'page' | undefined } = {},
): JobTarget {
  const { selection } = editor.state
  const behind = placeOf(editor, block ?? selection)
  const passage = (place: Stretch | undefined): TextSource | undefined => {
    const body = bodyOf(editor)
    const found = body && place && passageOf(body, editor.state.doc, place)
    return found && { type: 'passage', documentId, ...found }
  }
  const page: JobTarget = { what: 'this page', source: { type: 'document', documentId }, ...behind }
  if (about === 'page') return page
  const selected = block || selection.empty ? undefined : passage(selection)
  if (selected) return { what: 'the selection', source: selected, ...behind }
  const around = passage(block ?? selectedBlocks(selection))
  return around ? { what: 'this block', source: around, ...behind } : page
}

/** Behind the block of the page's top level in which a range ends. */
function placeOf(editor: Editor, { to }: BlockRange): Pick<JobTarget, 'behind'> {
  const body = bodyOf(editor)
  const $to = editor.state.doc.resolve(to)
  const index = $to.depth === 0 ? $to.index(0) : $to.index(0) + 1
  return body && index > 0 && index <= body.length ? { behind: placeBehindBlock(body, index) } : {}
}
