import { runInChild } from '#server/platform/child-job/run-in-child.ts'
import { doTextWork } from './do-text-work.ts'
import { TextOutcome, type TextWork } from './text-work.ts'

// About 3,500 words, 100 ms of work: beyond that the event loop of the worker would be held up noticeably.
const IN_PROCESS_MAX = 20_000
const CHILD_MS = 120_000
const CHILD_MB = 768

/** Does text work here when it is short, else in a child process that is killed when the signal aborts. */
export async function runTextWork(work: TextWork, signal: AbortSignal): Promise<TextOutcome> {
  signal.throwIfAborted()
  if (work.request.text.length <= IN_PROCESS_MAX) return await doTextWork(work)
  const child = new URL('./text-child.ts', import.meta.url)
  return TextOutcome.parse(await runInChild(child, work, { signal, timeoutMs: CHILD_MS, memoryMb: CHILD_MB }))
}
