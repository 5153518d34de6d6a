import { isModelOnly, MODEL_ONLY_KINDS } from '#server/contracts/text-kinds.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { knownProviders, modelFor } from '#server/providers/known-providers.ts'

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
  if (!isModelOnly(kind)) return
  if ((await kindsWithoutEngine(ctx, workspaceId)).includes(kind)) throw needsModel()
}

/** The kinds that nothing in this workspace could do. */
export async function kindsWithoutEngine(
  ctx: Context,
  workspaceId: string,
): Promise<(typeof MODEL_ONLY_KINDS)[number][]> {
  const known = await knownProviders(ctx, workspaceId)
  return MODEL_ONLY_KINDS.filter((kind) => !known.some((provider) => modelFor(provider, kind) !== undefined))
}
