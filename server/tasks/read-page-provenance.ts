import { requireRole } from '#server/access/document-role.ts'
import { describeKeys } from '#server/accounts/describe-keys.ts'
import { type Acceptance, acceptorsAmong, findAcceptances } from '#server/collaboration/find-acceptance.ts'
import { sharedLook } from '#server/collaboration/shared-look.ts'
import type { Person } from '#server/contracts/actors.ts'
import { type PathStep, type ProcessAnswer, TaskKind } from '#server/contracts/processing.ts'
import type {
  GeneratedPassage,
  PageProvenance,
  PassageContribution,
  PassageJob,
  PassageStep,
} from '#server/contracts/provenance.ts'
import { type FoundContribution, findContributions } from '#server/contributions/find-contributions.ts'
import { compareStretches } from '#server/document-model/compare-text.ts'
import { readGenerated } from '#server/document-model/generated-text.ts'
import { type Stretch, sumOfStretches } from '#server/document-model/stretches.ts'
import type { Context } from '#server/platform/context.ts'
import { ANSWERS_AT_ONCE, loadAnswers, type TaskFacts } from './load-answers.ts'
import { visibleTasks } from './task.policy.ts'
import { placeOf } from './task.presenter.ts'
import { writtenByAnswer } from './written-by-answer.ts'

const SOURCES_AT_ONCE = 100
const SOURCES_MOST = 1_000
const PASSAGES_MOST = 5_000

const lookForGenerated = sharedLook(readGenerated)

/**
 * What in a page says that a job or an API key wrote it, and what of that is true, of each passage by itself: the facts are those of the
 * task or contribution that it names, if that has put something into a page and the actor may see it, and the words are compared with
 * what it wrote. One that is missing and one that is not shown answer alike. Throws `not-found` for the page.
 */
export async function readPageProvenance(
  ctx: Context,
  actor: Person,
  { id }: { id: string },
): Promise<PageProvenance> {
  await requireRole(ctx, actor, id, 'viewer')
  const { words, stretches } = await lookForGenerated(ctx, id)
  const bySource = Map.groupBy(stretches, ({ taskId }) => taskId)
  const sources = [...bySource].slice(0, SOURCES_MOST)
  const judged = new Map<Stretch, Judged>()
  for (let from = 0; from < sources.length; from += SOURCES_AT_ONCE)
    await judge(ctx, actor, sources.slice(from, from + SOURCES_AT_ONCE), judged)
  const all = passagesOf(stretches, judged)
  const passages = all.slice(0, PASSAGES_MOST)
  const looked = passages.reduce((sum, passage) => sum + passage.stretches, 0)
  return { words, passages, notLookedAt: stretches.length - looked }
}

type Facts = Pick<GeneratedPassage, 'job' | 'contribution'>
type Judged = { facts: Facts; text: GeneratedPassage['text'] }

/** Says of each stretch of these sources what it is. */
async function judge(
  ctx: Context,
  actor: Person,
  sources: readonly (readonly [taskId: string, own: readonly Stretch[]])[],
  judged: Map<Stretch, Judged>,
): Promise<void> {
  const ids = sources.map(([taskId]) => taskId)
  const tasks = await insertedTasks(ctx, actor, ids)
  const contributions = await findContributions(ctx, actor, ids)
  const keys = await describeKeys(
    ctx,
    [...contributions.values()].flatMap(({ keyId }) => (keyId === null ? [] : [keyId])),
  )
  const accepted = await acceptances(ctx, [...tasks.values(), ...contributions.values()])
  for (let from = 0; from < sources.length; from += ANSWERS_AT_ONCE) {
    const few = sources.slice(from, from + ANSWERS_AT_ONCE)
    const answers = await loadAnswers(
      ctx,
      few.flatMap(([taskId]) => (tasks.has(taskId) ? [taskId] : [])),
    )
    for (const [taskId, own] of few) {
      const row = tasks.get(taskId)
      const contribution = contributions.get(taskId)
      const answer = answers.get(taskId)
      const written = contribution?.written ?? (answer && writtenByAnswer(answer))
      const texts = written && compareStretches(own, written)
      const factsOf = oncePer(
        (by: readonly Acceptance[]): Facts => ({
          job: row ? jobOf(row, answer, by) : null,
          contribution: contribution ? contributionOf(contribution, keys, by) : null,
        }),
      )
      const acceptorsOf = acceptorsAmong(accepted.get(taskId) ?? [])
      for (const [index, stretch] of own.entries()) {
        const facts = factsOf(acceptorsOf(stretch))
        judged.set(stretch, { facts, text: texts?.[index] ?? 'unknown' })
      }
    }
  }
}

/** The same facts for words that the same people accepted with the same updates. */
function oncePer(factsOf: (by: readonly Acceptance[]) => Facts): (by: readonly Acceptance[]) => Facts {
  const made = new Map<string, Facts>()
  return (by) => {
    const key = JSON.stringify(presentAcceptances(by))
    const facts = made.get(key) ?? factsOf(by)
    made.set(key, facts)
    return facts
  }
}

/** What stands together and was judged alike is one passage. */
function passagesOf(stretches: readonly Stretch[], judged: ReadonlyMap<Stretch, Judged>): GeneratedPassage[] {
  const groups: { at: number; own: Stretch[]; judgement: Judged }[] = []
  for (const [at, stretch] of stretches.entries()) {
    const judgement = judged.get(stretch)
    if (!judgement) continue
    const group = groups.at(-1)
    const goesOn =
      group &&
      stretch.joins &&
      at === group.at + group.own.length &&
      group.own[0]?.picture === undefined &&
      group.judgement.facts === judgement.facts &&
      group.judgement.text === judgement.text
    if (goesOn) group.own.push(stretch)
    else groups.push({ at, own: [stretch], judgement })
  }
  return groups.map(({ at, own, judgement: { facts, text } }) => ({
    ...{ taskId: own[0]?.taskId ?? '', at, stretches: own.length, sum: sumOfStretches(own) },
    ...{ words: own.reduce((sum, stretch) => sum + stretch.words, 0), text },
    ...facts,
  }))
}

/** Of these, the tasks that put a result into a page and that the actor may see. */
async function insertedTasks(
  ctx: Context,
  actor: Person,
  ids: readonly string[],
): Promise<Map<string, TaskFacts>> {
  const rows = await ctx.db.prisma.task.findMany({
    where: { id: { in: [...ids] }, insertedSeq: { not: null } },
    omit: { result: true },
  })
  const visible = await visibleTasks(
    ctx,
    actor,
    rows.map((row) => ({ ...placeOf(row), row })),
  )
  return new Map(visible.map(({ row }) => [row.id, row]))
}

type Inserted = { id: string; documentId: string | null; insertedSeq: number | null }

async function acceptances(
  ctx: Context,
  rows: readonly Inserted[],
): Promise<Map<string, readonly Acceptance[]>> {
  const found = new Map<string, readonly Acceptance[]>()
  const pages = Map.groupBy(rows, ({ documentId }) => documentId)
  for (const [documentId, own] of pages) {
    if (documentId === null) continue
    const tasks = own.map((row) => ({ id: row.id, after: row.insertedSeq ?? 0 }))
    for (const [id, by] of await findAcceptances(ctx, documentId, tasks)) found.set(id, by)
  }
  return found
}

function jobOf(
  row: TaskFacts,
  answer: ProcessAnswer | undefined,
  accepted: readonly Acceptance[],
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
          path: shortPath(answer.path),
          confidence: answer.quality.score,
        }
      : null,
    accepted: presentAcceptances(accepted),
  }
}

/** The parts of a long text each go the same way, mostly: what ended alike is told once. */
function shortPath(path: readonly PathStep[]): PassageStep[] {
  const ways = Map.groupBy(path, ({ step, provider, outcome }) => [step, outcome, provider].join(' '))
  return [...ways.values()].flatMap((tries) => {
    const [first] = tries
    if (!first) return []
    const { step, provider, outcome } = first
    return [{ step, provider, outcome, attempts: tries.reduce((sum, { attempts }) => sum + attempts, 0) }]
  })
}

function contributionOf(
  { keyId, userId, createdAt }: FoundContribution,
  keys: Awaited<ReturnType<typeof describeKeys>>,
  accepted: readonly Acceptance[],
): PassageContribution {
  return {
    ...{ key: (keyId && keys.get(keyId)) || null, userId, at: createdAt.toISOString() },
    accepted: presentAcceptances(accepted),
  }
}

function presentAcceptances(accepted: readonly Acceptance[]): PassageJob['accepted'] {
  return accepted.map(({ userId, at }) => ({ userId, at: at.toISOString() }))
}
