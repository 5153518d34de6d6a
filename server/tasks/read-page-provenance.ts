import { requireRole } from '#server/access/document-role.ts'
import { describeKeys } from '#server/accounts/describe-keys.ts'
import { type Acceptance, findAcceptances } from '#server/collaboration/find-acceptance.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import type { Person } from '#server/contracts/actors.ts'
import { ProcessAnswer, TaskKind } from '#server/contracts/processing.ts'
import type {
  GeneratedPassage,
  PageProvenance,
  PassageContribution,
  PassageJob,
} from '#server/contracts/provenance.ts'
import { gapSentence, isPartial } from '#server/contracts/text-parts.ts'
import { type FoundContribution, findContributions } from '#server/contributions/find-contributions.ts'
import { compareText, writtenByJob } from '#server/document-model/compare-text.ts'
import { type Generated, readGenerated } from '#server/document-model/generated-text.ts'
import type { Context } from '#server/platform/context.ts'
import { visibleTasks } from './task.policy.ts'
import { placeOf, type TaskRow } from './task.presenter.ts'

const PASSAGES_MOST = 100

/**
 * What in a page says that a job or an API key wrote it, and what of that is true: the facts are those of the task or contribution that
 * it names, if that has put something into a page and the actor may see it, and the words are compared with what it wrote. One that is
 * missing and one that is not shown answer alike. Throws `not-found` for the page.
 */
export async function readPageProvenance(
  ctx: Context,
  actor: Person,
  { id }: { id: string },
): Promise<PageProvenance> {
  await requireRole(ctx, actor, id, 'viewer')
  const { doc } = await readDocument(ctx, id)
  const { words, byTask } = readGenerated(doc)
  doc.destroy()
  const named = [...byTask].slice(0, PASSAGES_MOST)
  const ids = named.map(([taskId]) => taskId)
  const tasks = await insertedTasks(ctx, actor, ids)
  const contributions = await findContributions(ctx, actor, ids)
  const keys = await describeKeys(
    ctx,
    [...contributions.values()].flatMap(({ keyId }) => (keyId === null ? [] : [keyId])),
  )
  const accepted = await acceptances(ctx, [...tasks.values(), ...contributions.values()])
  const passages = named.map(([taskId, generated]): GeneratedPassage => {
    const row = tasks.get(taskId)
    const contribution = contributions.get(taskId)
    const answer = ProcessAnswer.safeParse(row?.result).data
    return {
      ...{ taskId, words: generated.words },
      text: contribution ? compareText(generated, contribution.written) : textOf(generated, answer),
      job: row ? jobOf(row, answer, accepted.get(taskId)) : null,
      contribution: contribution ? contributionOf(contribution, keys, accepted.get(taskId)) : null,
    }
  })
  return { words, passages }
}

/** Of these, the tasks that put a result into a page and that the actor may see. */
async function insertedTasks(
  ctx: Context,
  actor: Person,
  ids: readonly string[],
): Promise<Map<string, TaskRow>> {
  const rows = await ctx.db.prisma.task.findMany({
    where: { id: { in: [...ids] }, insertedSeq: { not: null } },
  })
  const visible = await visibleTasks(
    ctx,
    actor,
    rows.map((row) => ({ ...placeOf(row), row })),
  )
  return new Map(visible.map(({ row }) => [row.id, row]))
}

type Inserted = { id: string; documentId: string | null; insertedSeq: number | null }

async function acceptances(ctx: Context, rows: readonly Inserted[]): Promise<Map<string, Acceptance>> {
  const found = new Map<string, Acceptance>()
  const pages = Map.groupBy(rows, ({ documentId }) => documentId)
  for (const [documentId, own] of pages) {
    if (documentId === null) continue
    const tasks = own.map((row) => ({ id: row.id, after: row.insertedSeq ?? 0 }))
    for (const [id, acceptance] of await findAcceptances(ctx, documentId, tasks)) found.set(id, acceptance)
  }
  return found
}

function textOf(generated: Generated, answer: ProcessAnswer | undefined): GeneratedPassage['text'] {
  if (!answer) return 'unknown'
  const gap = isPartial(answer.parts) ? gapSentence(answer.parts) : undefined
  return compareText(generated, writtenByJob(answer.result, gap))
}

function jobOf(
  row: TaskRow,
  answer: ProcessAnswer | undefined,
  accepted: Acceptance | undefined,
): PassageJob {
  return {
    kind: TaskKind.parse(row.kind),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    userId: row.userId,
    answer: answer
      ? {
          ...{
            provider: answer.provider,
            model: answer.model,
            cache: answer.cache,
            degraded: answer.degraded,
          },
          step: answer.path.findLast(({ outcome }) => outcome === 'answered')?.step ?? null,
          confidence: answer.quality.score,
        }
      : null,
    accepted: presentAcceptance(accepted),
  }
}

function contributionOf(
  { keyId, userId, createdAt }: FoundContribution,
  keys: Awaited<ReturnType<typeof describeKeys>>,
  accepted: Acceptance | undefined,
): PassageContribution {
  return {
    ...{ key: (keyId && keys.get(keyId)) || null, userId, at: createdAt.toISOString() },
    accepted: presentAcceptance(accepted),
  }
}

function presentAcceptance(accepted: Acceptance | undefined): PassageJob['accepted'] {
  return accepted ? { userId: accepted.userId, at: accepted.at.toISOString() } : null
}
