import { TaskKind } from '#server/contracts/processing.ts'
import { type TaskHandler, type TaskJob, TaskPayload, type TaskProgress } from '#server/contracts/tasks.ts'
import { AppError } from '#server/platform/errors.ts'
import { withLogFields } from '#server/platform/logging/log-context.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import type { ClaimedTask } from './claimed-task.ts'
import { cancelled, completed, failed, givenBack, type Settlement } from './settlement.ts'

export type TaskHandlers = Partial<Record<TaskKind, TaskHandler>>

/** Why an attempt is cut short. `disowned`: the lease is lost, the row belongs to somebody else, nothing may be written. */
export type CutReason = 'cancelled' | 'timed-out' | 'stopping' | 'disowned'

/** One attempt under way. */
export type Execution = { readonly task: ClaimedTask; cut(reason: CutReason): void }

export type ExecutionParts = {
  handlers: TaskHandlers
  log: Logger
  report(task: ClaimedTask, progress: TaskProgress): void
  /** Called once: with what is to be written, or undefined for `disowned`. */
  onEnd(settlement: Settlement | undefined): void
}

/** A handler that was told to stop has this long to return; then its slot goes to others and its answer is refused. */
export const GRACE_MS = 500

/** Begins an attempt. Never throws; ends at the latest `GRACE_MS` after the time limit or a cut. */
export function execute(task: ClaimedTask, parts: ExecutionParts): Execution {
  const fields = {
    taskId: task.id,
    ...(task.documentId && { documentId: task.documentId }),
    ...(task.requestId && { requestId: task.requestId }),
    ...(task.userId && { userId: task.userId }),
  }
  return withLogFields(fields, () => begin(task, parts))
}

function begin(task: ClaimedTask, { handlers, log, report, onEnd }: ExecutionParts): Execution {
  const start = performance.now()
  const controller = new AbortController()
  let reason: CutReason | undefined
  let ended = false
  let grace: NodeJS.Timeout | undefined
  let timeoutMs = task.timeoutMs
  let limit = setTimeout(() => cut('timed-out'), timeoutMs)

  // What a job needs is known once its text is read: longer ones have more time, shorter ones no less.
  function allow(ms: number): number {
    if (ended || reason || ms <= timeoutMs) return timeoutMs
    timeoutMs = ms
    clearTimeout(limit)
    limit = setTimeout(() => cut('timed-out'), start + timeoutMs - performance.now())
    return timeoutMs
  }

  function cut(why: CutReason): void {
    if (ended || reason) return
    reason = why
    // Timers begin before the abort: a listener of the signal that throws cannot keep the slot.
    grace = setTimeout(() => end(afterCut({ ...task, timeoutMs }, why)), GRACE_MS)
    controller.abort(abortReason({ ...task, timeoutMs }, why))
  }

  function end(settlement: Settlement | undefined): void {
    if (ended) return
    ended = true
    clearTimeout(limit)
    clearTimeout(grace)
    const ms = Math.round(performance.now() - start)
    log.info(
      { kind: task.kind, attempt: task.attempt, outcome: settlement?.outcome ?? reason, ms },
      'task attempt ended',
    )
    onEnd(settlement && { ...settlement, ms })
  }

  perform(task, handlers, { signal: controller.signal, allow }, report).then(
    (result) => {
      if (ended) return log.warn({ attempt: task.attempt }, 'late result of a task refused')
      end(reason ? afterCut({ ...task, timeoutMs }, reason) : settle(() => completed(task, result)))
    },
    (error: unknown) => {
      if (ended) return
      if (reason) return end(afterCut({ ...task, timeoutMs }, reason))
      const settlement = failed(task, error)
      log.warn({ error, attempt: task.attempt, outcome: settlement.outcome }, 'task attempt failed')
      end(settlement)
    },
  )

  function settle(make: () => Settlement): Settlement {
    try {
      return make()
    } catch (error) {
      log.error({ error }, 'the result of a task is not JSON')
      return failed(
        task,
        new AppError('internal', 'The job gave a result that cannot be stored.', {
          cause: error,
          retryable: false,
        }),
      )
    }
  }

  return { task, cut }
}

async function perform(
  task: ClaimedTask,
  handlers: TaskHandlers,
  { signal, allow }: Required<Pick<TaskJob, 'signal' | 'allow'>>,
  report: ExecutionParts['report'],
): Promise<unknown> {
  const kind = TaskKind.safeParse(task.kind)
  const handler = kind.success ? handlers[kind.data] : undefined
  // Retryable: while a new version is rolled out, an older worker may meet kinds that it does not know.
  if (!handler)
    throw new AppError('unavailable', 'No worker that knows this kind of job is running yet.', {
      retryAfter: 5,
    })
  const payload = TaskPayload.safeParse(task.payload)
  if (!payload.success)
    throw new AppError('invalid-input', 'The job was stored in a form that this version cannot read.', {
      cause: payload.error,
    })
  const { id, attempt, workspaceId, userId, documentId, requestId, timeoutMs, waitedMs, background } = task
  return await handler(payload.data, {
    ...{ id, attempt, workspaceId, userId, documentId, requestId, signal, timeoutMs },
    ...{ waitedMs, background, allow },
    report: (progress) => {
      if (!signal.aborted) report(task, progress)
    },
  })
}

function afterCut(task: ClaimedTask, reason: CutReason): Settlement | undefined {
  switch (reason) {
    case 'cancelled':
      return cancelled(task)
    case 'timed-out':
      return failed(task, timedOut(task))
    case 'stopping':
      return givenBack(task)
    case 'disowned':
      return undefined
  }
}

function abortReason(task: ClaimedTask, reason: CutReason): Error {
  if (reason === 'timed-out') return timedOut(task)
  const why = {
    cancelled: 'The job was cancelled.',
    stopping: 'The worker stops.',
    disowned: 'The lease is lost.',
  }
  return new DOMException(why[reason], 'AbortError')
}

function timedOut(task: ClaimedTask): AppError {
  return new AppError(
    'timed-out',
    `The job took longer than ${Math.ceil(task.timeoutMs / 1000)} seconds and was stopped.`,
  )
}
