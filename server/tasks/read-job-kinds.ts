import type { Person } from '#server/contracts/actors.ts'
import type { JobKinds } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { readBeats } from '#server/platform/process-beat.ts'
import { kindsWithoutEngine } from '#server/processing/needs-model.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

/** Which kinds of job nothing here could do now, so that a form can say so before anything is typed, and whether the reader can change that. */
export async function readJobKinds(ctx: Context, actor: Person): Promise<JobKinds> {
  const { role, workspaceId } = currentWorkspace(actor)
  const [needModel, ffmpeg] = await Promise.all([kindsWithoutEngine(ctx, workspaceId), hasFfmpeg(ctx)])
  return { needModel, ffmpeg, mayConfigure: role === 'owner' }
}

/** As the workers tell of themselves: any of them may do the job. Of one that tells nothing it is believed. */
async function hasFfmpeg({ db }: Pick<Context, 'db'>): Promise<boolean> {
  const workers = (await readBeats(db, 'worker')).filter(({ fresh }) => fresh)
  return workers.length === 0 || workers.some(({ detail }) => detail.ffmpeg !== false)
}
