import { doTextWork } from './do-text-work.ts'
import { type TextOutcome, TextWork } from './text-work.ts'

/** What the child process runs for a long text. */
export function run(input: unknown): Promise<TextOutcome> {
  return doTextWork(TextWork.parse(input))
}
