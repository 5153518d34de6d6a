import { MODEL_ONLY_KINDS } from '#server/contracts/text-kinds.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { knownProviders, modelFor } from '#server/providers/known-providers.ts'

/** Kinds that nothing on this server can do. */
const WITHOUT_ENGINE = [...MODEL_ONLY_KINDS, 'transcribe'] as const

/** What a job is refused with where only a model can do it and none is configured. */
export function needsModel(): AppError {
  return new AppError(
    'cannot-process',
    'This kind of job needs a model, and none is set up for it: an owner adds one under Admin, Providers, or whoever runs this server names one in WEFT_PROVIDERS.',
  )
}

/** Throws `cannot-process` for a job that nothing in this workspace could do, so that it is refused when it is asked for. */
export async function requireEngine(
  ctx: Context,
  { workspaceId, kind }: { workspaceId: string; kind: string },
): Promise<void> {
  if (!WITHOUT_ENGINE.some((one) => one === kind)) return
  if ((await kindsWithoutEngine(ctx, workspaceId)).some((one) => one === kind)) throw needsModel()
}

/** The kinds that nothing in this workspace could do. */
export async function kindsWithoutEngine(
  ctx: Context,
  workspaceId: string,
): Promise<(typeof WITHOUT_ENGINE)[number][]> {
  const known = await knownProviders(ctx, workspaceId)
  return WITHOUT_ENGINE.filter((kind) => !known.some((provider) => modelFor(provider, kind) !== undefined))
}
