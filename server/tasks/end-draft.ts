import { editDocument } from '#server/collaboration/edit-document.ts'
import { forgetSeenDraft, listSeenDrafts, type SeenDraft } from '#server/collaboration/seen-drafts.ts'
import { StoredAnswer } from '#server/contracts/stored-answer.ts'
import { TaskPayload } from '#server/contracts/tasks.ts'
import { endJobDraft, finishJobDraft } from '#server/document-model/job-result-draft.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { blockOf } from './insert-result.ts'
import type { TaskRow } from './task.presenter.ts'

const AT_ONCE = 100
// So many are looked through for those whose job is over: anybody can write blocks that name jobs which wait for days.
const SEEN_MOST = 5_000

/**
 * Ends the draft of a task that writes no more: where there is an answer the block becomes it; of one that was cancelled or failed the
 * words stay, to accept or reject, and a block without words goes. Does nothing for a task without a draft, and for one that still
 * runs or runs again. Any number of callers, at any time.
 */
export async function endDraft(ctx: Context, taskId: string): Promise<void> {
  const draft = await ctx.db.prisma.taskDraft.findUnique({ where: { taskId } })
  if (draft) await endBlock(ctx, draft)
}

/**
 * Ends the drafts of tasks that ended otherwise than through their handler (killed for the last time, cancelled while they waited), and
 * those that somebody brought back into a page after their task had ended: undo, a move made offline, an older version restored.
 */
export async function endLeftDrafts(ctx: Context): Promise<void> {
  const left = await ctx.db.prisma.taskDraft.findMany({
    where: { task: { status: { notIn: ['PENDING', 'RUNNING'] } } },
    select: { taskId: true, documentId: true },
    take: AT_ONCE,
  })
  const { made, others } = await seenDrafts(ctx)
  // One page that cannot be edited holds up no other; the next look tries it again.
  const stays = (taskId: string | undefined) => (error: unknown) =>
    ctx.log.warn({ error, taskId }, 'a draft stays as it is')
  for (const draft of [...left, ...made]) await endBlock(ctx, draft).catch(stays(draft.taskId))
  for (const own of Map.groupBy(others, ({ documentId }) => documentId).values())
    await endOthers(ctx, own).catch(stays(own[0]?.taskId))
}

/**
 * Some of the drafts that were seen in pages: those that a job of the page has made, and others, which name none. Without those whose job
 * goes on and has its block elsewhere or nowhere: there is nothing to do.
 */
async function seenDrafts(ctx: Context): Promise<{ made: SeenDraft[]; others: SeenDraft[] }> {
  const seen = await listSeenDrafts(ctx, SEEN_MOST)
  if (seen.length === 0) return { made: [], others: [] }
  const tasks = await ctx.db.prisma.task.findMany({
    where: { id: { in: [...new Set(seen.map(({ taskId }) => taskId))] } },
    select: { id: true, documentId: true, status: true, cancelRequestedAt: true, draft: true },
  })
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const found = seen.flatMap((draft) => {
    const task = byId.get(draft.taskId)
    const isMade = task !== undefined && task.documentId === draft.documentId
    return isMade && isUnderWay(task) && !task.draft ? [] : [{ draft, isMade }]
  })
  const { made = [], others = [] } = Object.groupBy(found.slice(0, AT_ONCE), ({ isMade }) =>
    isMade ? 'made' : 'others',
  )
  return { made: made.map(({ draft }) => draft), others: others.map(({ draft }) => draft) }
}

/**
 * Ends blocks of one page that name no job of it, in one update: anybody can write any number of them, and an update for each would read
 * the page as often and leave a client id in it for good.
 */
async function endOthers(ctx: Context, drafts: readonly SeenDraft[]): Promise<void> {
  const [first] = drafts
  if (!first) return
  const forget = async (tx: Transaction): Promise<void> => {
    for (const draft of drafts) await forgetSeenDraft(tx, draft)
  }
  const edited = await editDocument(
    ctx,
    { kind: 'job', id: first.taskId },
    first.documentId,
    (doc) => {
      for (const { taskId } of drafts) endJobDraft(doc, taskId, 'stopped')
    },
    forget,
  )
  // Somebody has removed the blocks.
  if (!edited) await transaction(ctx, forget)
}

async function endBlock(ctx: Context, { documentId, taskId }: SeenDraft): Promise<void> {
  // A block can name a task of another page, or one whose time is over: neither writes here.
  const task = await ctx.db.prisma.task.findUnique({
    where: { id: taskId, documentId },
    include: { draft: true },
  })
  if (task && isUnderWay(task)) {
    // Its end will be found by its own draft.
    if (task.draft) await transaction(ctx, (tx) => forgetSeenDraft(tx, { documentId, taskId }))
    return
  }
  const goesOn = new AppError('conflict', 'This job goes on.')
  const { edit, isAnswer } = endingOf(taskId, task)
  const ended = async (tx: Transaction, seq?: number): Promise<void> => {
    if (task && !(await isAsRead(tx, task))) throw goesOn
    if (seq !== undefined && isAnswer)
      await tx.task.updateMany({
        where: { id: taskId, status: 'COMPLETED', insertedSeq: null },
        data: { insertedSeq: seq },
      })
    await tx.taskDraft.deleteMany({ where: { taskId, documentId } })
    await forgetSeenDraft(tx, { documentId, taskId })
  }
  try {
    const edited = await editDocument(ctx, { kind: 'job', id: taskId }, documentId, edit, ended)
    // Somebody has removed the block.
    if (!edited) await transaction(ctx, (tx) => ended(tx))
  } catch (error) {
    if (error === goesOn) return
    // The page was erased, and the draft with it.
    if (error instanceof AppError && error.code === 'not-found') await transaction(ctx, (tx) => ended(tx))
    else throw error
  }
}

function isUnderWay({ status, cancelRequestedAt }: Pick<TaskRow, 'status' | 'cancelRequestedAt'>): boolean {
  return status === 'PENDING' || (status === 'RUNNING' && cancelRequestedAt === null)
}

/** Under the lock that a new attempt would need: what is over here stays over. */
async function isAsRead(tx: Transaction, { id, status }: TaskRow): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM "Task" WHERE id = ${id}::uuid AND status = ${status}::"TaskStatus"
       AND (status <> 'RUNNING' OR "cancelRequestedAt" IS NOT NULL)
       FOR SHARE`
  return rows.length === 1
}

/** What becomes of the block of a task that has ended, or that there is not. */
function endingOf(
  taskId: string,
  task: TaskRow | null,
): { edit: Parameters<typeof editDocument>[3]; isAnswer: boolean } {
  const answer = task?.status === 'COMPLETED' ? StoredAnswer.safeParse(task.result).data : undefined
  const payload = TaskPayload.safeParse(task?.payload).data
  // A block can name a job that was never to write here: its answer may be of pages that readers of this one do not see.
  if (task?.documentId && answer && payload?.insert) {
    const { documentId } = task
    const { attributes, gap } = blockOf({ taskId, documentId, request: payload.request, answer })
    return { edit: (doc) => finishJobDraft(doc, attributes, answer.result, { gap }), isAnswer: true }
  }
  const phase = task?.status === 'FAILED' ? 'failed' : 'stopped'
  return { edit: (doc) => endJobDraft(doc, taskId, phase), isAnswer: false }
}
