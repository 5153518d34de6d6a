import { z } from 'zod'
import type { Interaction } from '#prisma/client.ts'
import { PathStep } from '#server/contracts/processing.ts'
import { TaskPayload } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { resolveSource, type Source } from '#server/processing/resolve-source.ts'
import { readEarlier } from './earlier-task.ts'

/** A question as it was put to a provider: its text, and which part of it. */
export type FailedQuestion = { source: Extract<Source, { type: 'text' }>; part: number | undefined }

const Path = z.array(PathStep)

/** The step at a place of a request's path, which must be one that did not answer. Throws `not-found`, `conflict`. */
export function failedStepOf({ path }: Pick<Interaction, 'path'>, place: number): PathStep {
  const step = Path.parse(path)[place]
  if (!step) throw new AppError('not-found', 'This request has no such step.')
  if (
    step.step === 'cache' ||
    step.step === 'queue' ||
    step.outcome === 'answered' ||
    step.outcome === 'miss'
  )
    throw new AppError('conflict', 'This step did not fail.')
  return step
}

/**
 * The question of a failed step anew, from what the job asked for: no text is kept with a failure. It is read with the access
 * that the person who asked the job has now. Throws `gone` where the job or its text is there no longer or that person may not
 * read it, `conflict` where the text is another than then (unless `textOfNow`), `cannot-process` for what is no question about a
 * text, or about a piece of one that nobody can tell any more.
 */
export async function failedQuestion(
  ctx: Context,
  interaction: Interaction,
  { step: place, textOfNow }: { step: number; textOfNow: boolean },
): Promise<FailedQuestion> {
  const step = failedStepOf(interaction, place)
  const { request, ...asked } = await askedBy(ctx, interaction)
  if (!('source' in request))
    throw new AppError(
      'cannot-process',
      'A file is not put to a provider from here. Run the job again instead.',
    )
  if (step.part === 0 || step.strategy === 'smaller-task')
    throw new AppError(
      'cannot-process',
      'This step was about a piece made on the way to the answer, which is not kept. Run the job again instead.',
    )
  const source = await readSource(ctx, asked, request)
  if (source.hash !== interaction.inputHash && !textOfNow)
    throw new AppError(
      'conflict',
      'The text has changed since, so the same question cannot be put. It can be put about the text as it is now.',
    )
  return { source, part: step.part }
}

type Asking = { id: string; userId: string | null; workspaceId: string }

async function askedBy(
  ctx: Context,
  { taskId, workspaceId }: Interaction,
): Promise<Asking & Pick<TaskPayload, 'request'>> {
  const row = taskId && (await ctx.db.prisma.task.findUnique({ where: { id: taskId, workspaceId } }))
  const payload = row ? TaskPayload.safeParse(row.payload).data : undefined
  if (!row || !payload)
    throw new AppError('gone', 'The job that asked is kept no longer, and what it asked went with it.')
  return { id: row.id, userId: row.userId, workspaceId, request: payload.request }
}

type AboutText = Extract<TaskPayload['request'], { source: unknown }>

async function readSource(
  ctx: Context,
  asked: Asking,
  request: AboutText,
): Promise<Extract<Source, { type: 'text' }>> {
  const { id: taskId, userId, workspaceId } = asked
  try {
    const earlier = await readEarlier(ctx, { request }, asked)
    const source = await resolveSource(ctx, { kind: 'job', taskId, userId, workspaceId }, request, earlier)
    if (source.type === 'text') return source
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not-found')) throw error
  }
  throw new AppError(
    'gone',
    'Its text cannot be read any more: the page was deleted, or is closed to the person who asked.',
  )
}
