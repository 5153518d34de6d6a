import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { useContext, useEffect, useRef } from 'react'
import type { PendingResult } from '#server/contracts/pending-results.ts'
import { sumOfStretches } from '#server/document-model/stretches.ts'
import { usePendingResults } from '../../hooks/use-pending-results.ts'
import { PageIdContext } from '../page-id.ts'
import { pendingStretches } from '../provenance/page-stretches.ts'
import { resultsIn } from './results-in.ts'

/** What the server says of a pending result: nothing yet, nothing that could be read, or what is true of its words as they are now. */
export type ToldResult =
  | { state: 'asking' }
  | { state: 'unreadable' }
  | { state: 'told'; result: PendingResult; isOfNow: boolean }

// What was typed is saved within a second; then the server can tell of it. Less often the longer it cannot.
const LOOK_AGAIN_MS = 1_000
const LOOK_AGAIN_MOST_MS = 15_000

/** Follows what the server says of the pending result `node`, anew whenever its words have changed. */
export function useToldResult(editor: Editor, node: Node, getPos: () => number | undefined): ToldResult {
  const { data, isError, isFetching, refetch } = usePendingResults(useContext(PageIdContext))
  const sum = sumOfStretches(pendingStretches(node))
  const result = data?.results[indexOf(editor, getPos())]
  const isOfNow = result?.sum === sum
  const looks = useRef({ sum, count: 0 })
  const { phase } = node.attrs
  const seen = useRef(phase)
  useEffect(() => {
    if (seen.current === phase) return
    // The last word of a job may have been seen before its end.
    seen.current = phase
    void refetch()
  }, [phase, refetch])
  useEffect(() => {
    if (looks.current.sum !== sum) looks.current = { sum, count: 0 }
    if (isOfNow || isFetching || (!data && !isError)) return
    const after = Math.min(LOOK_AGAIN_MS * 2 ** looks.current.count, LOOK_AGAIN_MOST_MS)
    const timer = setTimeout(() => {
      looks.current.count++
      void refetch()
    }, after)
    return () => clearTimeout(timer)
  }, [sum, isOfNow, isFetching, data, isError, refetch])
  if (result) return { state: 'told', result, isOfNow }
  return { state: isError ? 'unreadable' : 'asking' }
}

/** Which of the results in the page it is, from 0. */
function indexOf({ state }: Editor, position: number | undefined): number {
  return resultsIn(state.doc).findIndex(({ position: at }) => at === position)
}
