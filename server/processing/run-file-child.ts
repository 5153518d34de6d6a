import type { z } from 'zod'
import { TaskProgress } from '#server/contracts/tasks.ts'
import { runInChild } from '#server/platform/child-job/run-in-child.ts'
import type { CachedAnswer } from './cached-answer.ts'

/** An answer about a file, before it is said which engine gave it. */
export type FileAnswer = Pick<CachedAnswer, 'result' | 'quality' | 'notes' | 'parts'>

export type FileChildOptions = {
  signal: AbortSignal
  timeoutMs: number
  memoryMb: number
  report?: (progress: TaskProgress) => void
}

/** Runs a child module on a file that somebody sent, and parses what comes back: its sender handled untrusted bytes. */
export async function runFileChild<Output extends z.ZodType>(
  module: URL,
  input: unknown,
  output: Output,
  { signal, timeoutMs, memoryMb, report }: FileChildOptions,
): Promise<z.infer<Output>> {
  const answer = await runInChild(module, input, {
    signal,
    timeoutMs,
    memoryMb,
    onProgress: (progress) => {
      const parsed = TaskProgress.safeParse(progress)
      if (parsed.success) report?.(parsed.data)
    },
  })
  return output.parse(answer)
}
