import type { Person } from '#server/contracts/actors.ts'
import type { FailedRequest } from '#server/contracts/failed-requests.ts'
import { TaskFault } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { answerNotes } from '#server/processing/answer-notes.ts'
import { listInteractions } from '#server/processing/list-interactions.ts'
import { providersAsked } from '#server/providers/providers-asked.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { presentReplays } from './failure-replay.presenter.ts'
import { presentAdminTasks } from './present-admin-tasks.ts'

const REPLAYS_MOST = 20

/**
 * What is kept of one request of the owner's workspace with the replays of its failed steps. Neither its text nor its answer:
 * an owner may not be allowed to read the page. Throws `not-found`, also for others than owners.
 */
export async function readFailedRequest(
  ctx: Context,
  actor: Person,
  { id }: { id: string },
): Promise<FailedRequest> {
  const workspaceId = requireTaskAdministration(actor)
  const [request] = await listInteractions(ctx, actor, { id })
  if (!request) throw notFound('request')
  const [row, task, replays, providers] = await Promise.all([
    ctx.db.prisma.interaction.findUnique({ where: { id }, select: { error: true } }),
    request.taskId
      ? ctx.db.prisma.task.findUnique({
          where: { id: request.taskId, workspaceId },
          include: { attempts: { orderBy: { attempt: 'asc' } } },
        })
      : null,
    ctx.db.prisma.failureReplay.findMany({
      where: { interactionId: id },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: REPLAYS_MOST,
    }),
    // A recording is no text that could be put to them alone.
    request.kind === 'transcribe' ? [] : providersAsked(ctx, workspaceId, request.kind),
  ])
  const [view] = task ? await presentAdminTasks(ctx, actor, [task]) : []
  return {
    request,
    said:
      TaskFault.safeParse(row?.error).data?.message ?? answerNotes(request.path, request.cache)[0] ?? null,
    attempt: task ? attemptAt(task.attempts, Date.parse(request.createdAt)) : null,
    task: view ?? null,
    providers,
    replays: await presentReplays(ctx, replays),
  }
}

type Attempt = { attempt: number; startedAt: Date }

/** The execution that left a request: it is recorded at the end of one, and the next begins later. */
function attemptAt(attempts: readonly Attempt[], at: number): number | null {
  return attempts.findLast(({ startedAt }) => startedAt.getTime() <= at)?.attempt ?? null
}
