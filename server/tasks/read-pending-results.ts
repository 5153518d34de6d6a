import { requireRole } from '#server/access/document-role.ts'
import { findJobClients } from '#server/collaboration/find-clients.ts'
import { sharedLook } from '#server/collaboration/shared-look.ts'
import type { Person } from '#server/contracts/actors.ts'
import { CONTRIBUTION_KIND } from '#server/contracts/contributions.ts'
import { Id } from '#server/contracts/identifiers.ts'
import type { PendingResult, PendingResults } from '#server/contracts/pending-results.ts'
import { ProcessAnswer, TaskKind } from '#server/contracts/processing.ts'
import { findContributions } from '#server/contributions/find-contributions.ts'
import { compareStretches, type Written } from '#server/document-model/compare-text.ts'
import { type PendingBlock, readPendingBlocks } from '#server/document-model/pending-blocks.ts'
import { sumOfStretches } from '#server/document-model/stretches.ts'
import type { Context } from '#server/platform/context.ts'
import { visibleTasks } from './task.policy.ts'
import { placeOf, type TaskRow } from './task.presenter.ts'
import { writtenByAnswer } from './written-by-answer.ts'

const RESULTS_MOST = 500
// So many rows with their results are in memory at once.
const SOURCES_AT_ONCE = 100

const lookForPending = sharedLook((doc) => readPendingBlocks(doc, RESULTS_MOST))

/**
 * What of the results that wait in a page is true: whether each names a job or a contribution for this page that the actor may see, and
 * whether its words are what that wrote. Words of a job without a kept answer, as of one that still runs, are its own where the log has
 * them from it. Throws `not-found` for the page.
 */
export async function readPendingResults(
  ctx: Context,
  actor: Person,
  { id }: { id: string },
): Promise<PendingResults> {
  await requireRole(ctx, actor, id, 'viewer')
  const blocks = await lookForPending(ctx, id)
  const results: PendingResult[] = []
  for (let from = 0; from < blocks.length; from += SOURCES_AT_ONCE) {
    const some = blocks.slice(from, from + SOURCES_AT_ONCE)
    const ids = [...new Set(some.map(({ sourceId }) => sourceId))].filter((one) => Id.safeParse(one).success)
    const tasks = await tasksFor(ctx, actor, id, ids)
    const contributions = await findContributions(ctx, actor, ids)
    const clients = await findJobClients(ctx, id, [...tasks.keys()])
    for (const block of some) {
      const row = tasks.get(block.sourceId)
      const contribution = contributions.get(block.sourceId)
      if (row) results.push(ofTask(block, row, clients.get(row.id) ?? new Set()))
      else if (contribution?.documentId === id) results.push(ofContribution(block, contribution.written))
      else results.push(ofNobody(block))
    }
  }
  return { results }
}

/** Of these, the tasks that write into this page and that the actor may see. */
async function tasksFor(
  ctx: Context,
  actor: Person,
  documentId: string,
  ids: readonly string[],
): Promise<Map<string, TaskRow>> {
  const rows = await ctx.db.prisma.task.findMany({ where: { id: { in: [...ids] }, documentId } })
  const visible = await visibleTasks(
    ctx,
    actor,
    rows.map((row) => ({ ...placeOf(row), row })),
  )
  return new Map(visible.map(({ row }) => [row.id, row]))
}

function ofTask(block: PendingBlock, row: TaskRow, own: ReadonlySet<number>): PendingResult {
  const answer = row.insertedSeq === null ? undefined : ProcessAnswer.safeParse(row.result).data
  const { provider, model, clients } = block.writer
  const isItsWord = clients.size > 0 && [...clients].every((client) => own.has(client))
  return {
    ...{ sourceId: row.id, kind: TaskKind.parse(row.kind), sum: sumOfStretches(block.stretches) },
    text: answer ? compared(block, writtenByAnswer(answer)) : authored(block, own),
    phase: phaseOf(row),
    writer:
      isItsWord && typeof provider === 'string'
        ? { provider, model: typeof model === 'string' ? model : null }
        : null,
  }
}

function ofContribution(block: PendingBlock, written: Written): PendingResult {
  return {
    ...{ sourceId: block.sourceId, kind: CONTRIBUTION_KIND, sum: sumOfStretches(block.stretches) },
    ...{ text: compared(block, written), phase: null, writer: null },
  }
}

function ofNobody(block: PendingBlock): PendingResult {
  return {
    ...{ sourceId: null, kind: null, sum: sumOfStretches(block.stretches) },
    ...{ text: 'unknown', phase: null, writer: null },
  }
}

function phaseOf({ insertedSeq, status }: TaskRow): PendingResult['phase'] {
  if (insertedSeq !== null) return null
  if (status === 'PENDING' || status === 'RUNNING') return 'writing'
  if (status === 'COMPLETED') return null
  return status === 'FAILED' ? 'failed' : 'stopped'
}

function compared({ stretches }: PendingBlock, written: Written): PendingResult['text'] {
  const texts = new Set<PendingResult['text']>(compareStretches(stretches, written))
  if (texts.size > 1) return 'edited'
  return [...texts][0] ?? 'as-written'
}

/** By who brought the words, where there is nothing to compare them with. */
function authored({ clients }: PendingBlock, own: ReadonlySet<number>): PendingResult['text'] {
  if (own.size === 0) return 'unknown'
  const mine = [...clients].filter((client) => own.has(client)).length
  if (mine === clients.size) return 'as-written'
  return mine > 0 ? 'edited' : 'foreign'
}
