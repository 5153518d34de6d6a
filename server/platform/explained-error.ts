/**
 * A failure whose message is one sentence for whoever runs Weft: what is wrong and what to do. The terminal shows it without
 * a stack; `details` (the tail of a log, the answer of a program) go to the log at debug.
 */
export class ExplainedError extends Error {
  override readonly name: string = 'ExplainedError'
  readonly details: string | undefined

  constructor(message: string, { cause, details }: { cause?: unknown; details?: string } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.details = details
  }
}

/** The code of a failed system call, of PostgreSQL or of Node; empty when the error has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** What the terminal shows of any failure: its own sentence, or `what` failed with its reason and where more is told. */
export function sentenceFor(error: unknown, what: string): string {
  if (error instanceof ExplainedError) return error.message
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return `${what}: the disk is full. Make room and try again.`
  const reason = error instanceof Error ? error.message : String(error)
  return `${what}: ${reason.split('\n')[0]} (LOG_LEVEL=debug tells more).`
}
