import type { Person } from '#server/contracts/actors.ts'
import type { FailureReplayView, ReplayFailure } from '#server/contracts/failed-requests.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { notAsked, providersAsked } from '#server/providers/providers-asked.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { FAILURE_REPLAY_CHANNEL } from './channels.ts'
import { presentReplay } from './failure-replay.presenter.ts'
import { failedQuestion } from './internal/failed-question.ts'

// Each is paid for: enough to compare some providers, too few to be a way to work.
const MOST_A_MINUTE = 10
const MINUTE_MS = 60_000

/**
 * Asks that the question of a failed step be put once more to a provider of the owner's workspace, as that is set up now; a
 * worker does so at once. The job, its page, the cache and the provider's breaker stay as they are, and nothing of the text or of
 * the answer is kept or shown. Throws `not-found`, also for others than owners, `rate-limited` beyond ten a minute, `conflict` for
 * a provider that is not asked for this kind, and for the question what `failedQuestion` throws.
 */
export async function replayFailure(
  ctx: Context,
  actor: Person,
  { id, step, provider, textOfNow }: ReplayFailure & { id: string },
): Promise<FailureReplayView> {
  const workspaceId = requireTaskAdministration(actor)
  const interaction = await ctx.db.prisma.interaction.findUnique({ where: { id, workspaceId } })
  if (!interaction) throw notFound('request')
  const providers = await providersAsked(ctx, workspaceId, TaskKind.parse(interaction.kind))
  // Here to refuse at once and in words; what is asked is read anew by the worker.
  await failedQuestion(ctx, interaction, { step, textOfNow })
  if (!providers.some(({ name }) => name === provider)) throw notAsked(provider)
  return await transaction(ctx, async (tx, afterCommit) => {
    await requireRoom(ctx, tx, workspaceId)
    // Waits for an erasure that is under way, and then finds nothing.
    const kept = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "Interaction" WHERE id = ${id}::uuid FOR KEY SHARE`
    if (kept.length === 0) throw notFound('request')
    const row = await tx.failureReplay.create({
      data: {
        ...{ id: newId(), workspaceId, interactionId: id, step, provider, textOfNow },
        ...{ userId: actor.userId, createdAt: new Date(ctx.clock.now()) },
      },
    })
    await recordAudit(tx, {
      ...{ workspaceId, actor, action: 'failure.asked-again', subjectType: 'request', subjectId: id },
      detail: { step, provider, textOfNow },
    })
    afterCommit(() => ctx.bus.notify(FAILURE_REPLAY_CHANNEL, row.id))
    return presentReplay(row, actor.name, ctx.clock.now())
  })
}

async function requireRoom(ctx: Context, tx: Transaction, workspaceId: string): Promise<void> {
  // Two at once may not both be the last one.
  await tx.$queryRaw`SELECT 1 FROM "Workspace" WHERE id = ${workspaceId}::uuid FOR NO KEY UPDATE`
  const since = new Date(ctx.clock.now() - MINUTE_MS)
  const count = await tx.failureReplay.count({ where: { workspaceId, createdAt: { gt: since } } })
  if (count >= MOST_A_MINUTE)
    throw new AppError(
      'rate-limited',
      `${MOST_A_MINUTE} were asked again within a minute, which is the limit: each call costs money. Wait a minute.`,
      { retryAfter: MINUTE_MS / 1000 },
    )
}
