import { isModelOnly, MODEL_ONLY_KINDS } from '#server/contracts/text-kinds.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'

/** What a job is refused with where only a model can do it and none is configured. */
export function needsModel(): AppError {
  return new AppError(
    'cannot-process',
    'This kind of job needs a model, and none is configured: whoever runs this server names one in WEFT_PROVIDERS.',
  )
}

/** Throws `cannot-process` for a job that nothing on this server could do, so that it is refused when it is asked for. */
export function requireEngine(ctx: Context, kind: string): void {
  if (isModelOnly(kind) && ctx.config.providers.length === 0) throw needsModel()
}

/** The kinds that nothing on this server could do. */
export function kindsWithoutEngine(ctx: Context): readonly (typeof MODEL_ONLY_KINDS)[number][] {
  return ctx.config.providers.length === 0 ? MODEL_ONLY_KINDS : []
}
