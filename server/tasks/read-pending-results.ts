import { requireRole } from '#server/access/document-role.ts'
import { findJobClients } from '#server/collaboration/find-clients.ts'
import { sharedLook } from '#server/collaboration/shared-look.ts'
import type { Person } from '#server/contracts/actors.ts'
import { CONTRIBUTION_KIND } from '#server/contracts/contributions.ts'
import { Id } from '#server/contracts/identifiers.ts'
import type { PendingResult, PendingResults } from '#server/contracts/pending-results.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import { findContributions } from '#server/contributions/find-contributions.ts'
import { compareStretches, type Written } from '#server/document-model/compare-text.ts'
import { type PendingBlock, readPendingBlocks } from '#server/document-model/pending-blocks.ts'
import { sumOfStretches } from '#server/document-model/stretches.ts'
import type { Context } from '#server/platform/context.ts'
import { ANSWERS_AT_ONCE, loadAnswers, type TaskFacts } from './load-answers.ts'
import { visibleTasks } from './task.policy.ts'
import { placeOf } from './task.presenter.ts'
import { writtenByAnswer } from './written-by-answer.ts'

const RESULTS_MOST = 500

const lookForPending = sharedLook((doc) => readPendingBlocks(doc, RESULTS_MOST))

/**
 * What of the results that wait in a page is true: whether each names a job or a contribution for this page that the actor may see, and
 * whether its words are what that wrote. Words of a job that gave no whole result, as of one that still runs, are its own where the log
 * has them from it; of one whose result is kept no longer it is only known where others wrote into them. Throws `not-found` for the page.
 */
export async function readPendingResults(
  ctx: Context,
  actor: Person,
  { id }: { id: string },
): Promise<PendingResults> {
  await requireRole(ctx, actor, id, 'viewer')
  const blocks = await lookForPending(ctx, id)
  const sources = [...Map.groupBy(blocks, ({ sourceId }) => sourceId)]
  const told = new Map<PendingBlock, PendingResult>()
  for (let from = 0; from < sources.length; from += ANSWERS_AT_ONCE)
    await tell(ctx, actor, id, sources.slice(from, from + ANSWERS_AT_ONCE), told)
  return { results: blocks.flatMap((block) => told.get(block) ?? []) }
}

/** Says of each block of these sources what it is. Those of one source are compared together: what that wrote is looked through once. */
async function tell(
  ctx: Context,
  actor: Person,
  documentId: string,
  sources: readonly (readonly [sourceId: string, own: readonly PendingBlock[]])[],
  told: Map<PendingBlock, PendingResult>,
): Promise<void> {
  const ids = sources.flatMap(([sourceId]) => Id.safeParse(sourceId).data ?? [])
  const tasks = await tasksFor(ctx, actor, documentId, ids)
  const contributions = await findContributions(ctx, actor, ids)
  const clients = await findJobClients(ctx, documentId, [...tasks.keys()])
  const inserted = [...tasks.values()].filter(({ insertedSeq }) => insertedSeq !== null)
  const answers = await loadAnswers(
    ctx,
    inserted.map((row) => row.id),
  )
  for (const [sourceId, own] of sources) {
    const row = tasks.get(sourceId)
    const contribution = contributions.get(sourceId)
    const isForHere = contribution?.documentId === documentId
    const answer = answers.get(sourceId)
    const written = answer ? writtenByAnswer(answer) : isForHere ? contribution.written : undefined
    const texts = written && compared(own, written)
    for (const [at, block] of own.entries()) {
      const text = texts?.[at]
      if (row) told.set(block, ofTask(block, row, text, clients.get(sourceId) ?? new Set()))
      else told.set(block, isForHere && text ? ofContribution(block, text) : ofNobody(block))
    }
  }
}

/** Of these, the tasks that write into this page and that the actor may see. */
async function tasksFor(
  ctx: Context,
  actor: Person,
  documentId: string,
  ids: readonly string[],
): Promise<Map<string, TaskFacts>> {
  const rows = await ctx.db.prisma.task.findMany({
    where: { id: { in: [...ids] }, documentId },
    omit: { result: true },
  })
  const visible = await visibleTasks(
    ctx,
    actor,
    rows.map((row) => ({ ...placeOf(row), row })),
  )
  return new Map(visible.map(({ row }) => [row.id, row]))
}

function ofTask(
  block: PendingBlock,
  row: TaskFacts,
  text: PendingResult['text'] | undefined,
  own: ReadonlySet<number>,
): PendingResult {
  const { provider, model, clients } = block.writer
  const isItsWord = clients.size > 0 && [...clients].every((client) => own.has(client))
  return {
    ...{ sourceId: row.id, kind: TaskKind.parse(row.kind), sum: sumOfStretches(block.stretches) },
    text: text ?? authored(block, own, row),
    phase: phaseOf(row),
    writer:
      isItsWord && typeof provider === 'string'
        ? { provider, model: typeof model === 'string' ? model : null }
        : null,
  }
}

function ofContribution({ sourceId, stretches }: PendingBlock, text: PendingResult['text']): PendingResult {
  return {
    ...{ sourceId, kind: CONTRIBUTION_KIND, sum: sumOfStretches(stretches) },
    ...{ text, phase: null, writer: null },
  }
}

function ofNobody(block: PendingBlock): PendingResult {
  return {
    ...{ sourceId: null, kind: null, sum: sumOfStretches(block.stretches) },
    ...{ text: 'unknown', phase: null, writer: null },
  }
}

function phaseOf({ insertedSeq, status }: TaskFacts): PendingResult['phase'] {
  if (insertedSeq !== null) return null
  if (status === 'PENDING' || status === 'RUNNING') return 'writing'
  if (status === 'COMPLETED') return null
  return status === 'FAILED' ? 'failed' : 'stopped'
}

function compared(blocks: readonly PendingBlock[], written: Written): PendingResult['text'][] {
  const verdicts = compareStretches(
    blocks.flatMap(({ stretches }) => stretches),
    written,
  )
  let end = 0
  return blocks.map(({ stretches }) => {
    const start = end
    end += stretches.length
    const texts = new Set<PendingResult['text']>(verdicts.slice(start, end))
    if (texts.size > 1) return 'edited'
    return [...texts][0] ?? 'as-written'
  })
}

/** By who brought the words, where there is nothing to compare them with. What was taken out of a whole result does not show so. */
function authored(
  { clients }: PendingBlock,
  own: ReadonlySet<number>,
  { insertedSeq }: TaskFacts,
): PendingResult['text'] {
  if (own.size === 0) return 'unknown'
  const mine = [...clients].filter((client) => own.has(client)).length
  if (mine === clients.size) return insertedSeq === null ? 'as-written' : 'unknown'
  return mine > 0 ? 'edited' : 'foreign'
}
