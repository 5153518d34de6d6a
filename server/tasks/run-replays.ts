import type { FailureReplay } from '#prisma/client.ts'
import { REPLAY_SECONDS } from '#server/contracts/failed-requests.ts'
import type { PathStep, Quality } from '#server/contracts/processing.ts'
import type { TaskFault } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError, asAppError } from '#server/platform/errors.ts'
import { guarded } from '#server/platform/guarded.ts'
import { repeat } from '#server/platform/lifecycle/repeat.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import { askAgain } from '#server/processing/ask-again.ts'
import { FAILURE_REPLAY_CHANNEL } from './channels.ts'
import { TAKE_UP_MS } from './failure-replay.presenter.ts'
import { failedQuestion } from './internal/failed-question.ts'

// Only for a signal that was lost: the usual one comes within milliseconds.
const LOOK_MS = 3_000

/**
 * Puts failed steps to providers again as owners ask for it, each once, by the first worker that takes it up. `stop` ends
 * those under way, which then say so. What a killed worker had begun stays without an end, and is shown as lost. Those whose
 * signal was lost are found by a look every `lookMs` milliseconds.
 */
export async function startReplays(
  ctx: Context,
  { lookMs = LOOK_MS } = {},
): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController()
  const underWay = new Set<Promise<void>>()
  const run = guarded((id: string) => runReplay(ctx, id, stopping.signal), {
    ...{ name: 'put a failed step to a provider again', log: ctx.log, fallback: () => undefined },
  })

  function begin(id: string): void {
    if (stopping.signal.aborted) return
    const work = run(id).finally(() => underWay.delete(work))
    underWay.add(work)
  }

  const deaf = await ctx.bus.listen(FAILURE_REPLAY_CHANNEL, begin)
  const look = repeat(ctx.log, {
    ...{ name: 'look for failed steps to ask again', everyMs: lookMs, firstAfterMs: lookMs },
    async work() {
      for (const { id } of await waitingReplays(ctx)) begin(id)
    },
  })
  return {
    async stop() {
      deaf()
      await look.stop()
      stopping.abort(new AppError('unavailable', 'The server was stopped meanwhile. Ask again.'))
      await Promise.all(underWay)
    },
  }
}

async function waitingReplays(ctx: Context): Promise<{ id: string }[]> {
  const since = new Date(ctx.clock.now() - TAKE_UP_MS)
  return await ctx.db.prisma.failureReplay.findMany({
    where: { startedAt: null, createdAt: { gt: since } },
    select: { id: true },
  })
}

async function runReplay(ctx: Context, id: string, signal: AbortSignal): Promise<void> {
  const { prisma } = ctx.db
  const { count } = await prisma.failureReplay.updateMany({
    where: { id, startedAt: null },
    data: { startedAt: new Date(ctx.clock.now()) },
  })
  const row = count === 1 && (await prisma.failureReplay.findUnique({ where: { id } }))
  if (!row) return
  const { outcome, quality, error } = await endOf(ctx, row, signal)
  const json = (value: unknown) => (value ? storableJson(value) : null)
  const finishedAt = new Date(ctx.clock.now())
  // Of one that was erased meanwhile with its page no row is left to write to.
  await ctx.db.pool.query(END, [id, json(outcome), json(quality), json(error), finishedAt])
}

const END = `UPDATE "FailureReplay" SET outcome = $2::jsonb, quality = $3::jsonb, error = $4::jsonb, "finishedAt" = $5,
  "updatedAt" = now() WHERE id = $1`

type End = { outcome?: PathStep; quality?: Quality | null; error?: TaskFault }

async function endOf(ctx: Context, row: FailureReplay, signal: AbortSignal): Promise<End> {
  const { workspaceId, interactionId, provider } = row
  try {
    const interaction = await ctx.db.prisma.interaction.findUnique({ where: { id: interactionId } })
    if (!interaction) throw new AppError('gone', 'The request was erased.')
    const question = await failedQuestion(ctx, interaction, row)
    const limitMs = REPLAY_SECONDS * 1000
    return await askAgain(ctx, { ...question, workspaceId, provider, limitMs, signal })
  } catch (thrown) {
    const { code, message, retryable, cause } = asAppError(thrown)
    if (code === 'internal') ctx.log.error({ error: cause }, 'a failed step could not be asked again')
    return { error: { code, message, retryable } }
  }
}
