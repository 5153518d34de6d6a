import type { Editor } from '@tiptap/core'
import type { PendingResult, PendingResults } from '#server/contracts/pending-results.ts'
import { sumOfStretches } from '#server/document-model/stretches.ts'
import { pendingStretches } from '../provenance/page-stretches.ts'
import { resultsIn } from './results-in.ts'

/** For tests of screens: what the server says of the results in a page whose words are those of their jobs, but for `changes`. */
export function tellResults(editor: Editor, changes: Partial<PendingResult> = {}): PendingResults {
  return {
    results: resultsIn(editor.state.doc).map(({ node }) => ({
      ...{ sourceId: node.attrs.taskId, kind: node.attrs.kind, phase: null, writer: null },
      ...{ sum: sumOfStretches(pendingStretches(node)), text: 'as-written', ...changes },
    })),
  }
}
