import { z } from 'zod'
import type { ErrorCode } from '#server/contracts/errors.ts'
import type { TASK_OUTCOMES, TaskFault, TaskStatus } from '#server/contracts/tasks.ts'
import { AnswerParts, coverageWords, isPartial } from '#server/contracts/text-parts.ts'
import { type AppError, asAppError } from '#server/platform/errors.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import type { ClaimedTask } from './claimed-task.ts'
import { retryDelay } from './retry-delay.ts'

/** How an attempt ended, ready to be written. The database has the last word on the status: a cancellation wins. */
export type Settlement = {
  id: string
  attempt: number
  kind: string
  /** For how long the attempt ran. */
  ms: number
  status: Exclude<TaskStatus, 'RUNNING'>
  outcome: Exclude<(typeof TASK_OUTCOMES)[number], 'worker-lost'>
  result: string | null
  error: string | null
  delayMs: number
}

/** For how long a result is kept. */
export const RESULT_TTL_MS = 30 * 86_400_000
// A result is read whole by every view of its task.
const RESULT_MAX = 8 * 1_048_576
const WithParts = z.object({ parts: AnswerParts.optional() })

export function completed(task: Pick<Settlement, 'id' | 'attempt' | 'kind'>, result: unknown): Settlement {
  const json = storableJson(result)
  if (Buffer.byteLength(json) > RESULT_MAX)
    return refused(task, { code: 'too-large', message: 'The result is larger than 8 MiB, the limit.' })
  const parts = WithParts.safeParse(result).data?.parts
  const ended = { ...base(task), status: 'COMPLETED' as const, result: json }
  return isPartial(parts)
    ? { ...ended, outcome: 'partial', error: storableJson(partialFault(parts)) }
    : { ...ended, outcome: 'completed' }
}

/** Tried again while the error is worth it and attempts are left; else FAILED, which the admin sees and can retry. */
export function failed(task: ClaimedTask, thrown: unknown): Settlement {
  const error = asAppError(thrown)
  const again = error.retryable && task.attempt < task.maxAttempts
  const timedOut = error.code === 'timed-out'
  return {
    ...base(task),
    status: again ? 'PENDING' : 'FAILED',
    outcome: timedOut ? 'timed-out' : again ? 'retry' : 'failed',
    error: faultJson(error),
    delayMs: again ? retryDelay(task.attempt, error.retryAfter) : 0,
  }
}

export function cancelled(task: ClaimedTask): Settlement {
  return { ...base(task), status: 'CANCELLED', outcome: 'cancelled' }
}

/** The worker stops: another attempt begins at once, and even a last attempt that was cut short is given another. */
export function givenBack(task: ClaimedTask): Settlement {
  const fault: TaskFault = {
    code: 'unavailable',
    message: 'The worker was stopped; the job runs again.',
    retryable: true,
  }
  return { ...base(task), status: 'PENDING', outcome: 'retry', error: storableJson(fault) }
}

/** The end for an outcome that the database itself would not store: without it, that outcome would block all others. */
export function refused(
  task: Pick<Settlement, 'id' | 'attempt' | 'kind'>,
  { code, message }: { code: ErrorCode; message: string },
): Settlement {
  const fault: TaskFault = { code, message, retryable: false }
  return { ...base(task), status: 'FAILED', outcome: 'failed', error: storableJson(fault) }
}

/** Names of places stay in the result: an owner may see this fault where the page is closed to them. */
function partialFault(parts: AnswerParts): TaskFault {
  const { length } = parts.missing
  const message = `Only ${coverageWords(parts)} were processed; ${length === 1 ? 'one is' : `${length} are`} missing.`
  return { code: 'provider-failed', message, retryable: true }
}

function faultJson({ code, message, retryable }: AppError): string {
  const fault: TaskFault = { code, message, retryable }
  return storableJson(fault)
}

function base({ id, attempt, kind }: Pick<Settlement, 'id' | 'attempt' | 'kind'>) {
  return { id, attempt, kind, ms: 0, result: null, error: null, delayMs: 0 }
}
