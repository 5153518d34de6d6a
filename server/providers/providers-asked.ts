import { ModelKind } from '#server/contracts/model-names.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { knownProviders, modelFor, type Priced, priceOf } from './known-providers.ts'

/** The providers that jobs of a workspace ask for a kind now, in their order; none where the kind is not one for models. */
export async function providersAsked(
  ctx: Context,
  workspaceId: string,
  kind: TaskKind,
): Promise<{ name: string; model: string; price: Priced | undefined }[]> {
  const asked = ModelKind.safeParse(kind)
  if (!asked.success) return []
  const known = await knownProviders(ctx, workspaceId)
  return known.flatMap((provider) => {
    const model = modelFor(provider, asked.data)
    return model === undefined ? [] : [{ name: provider.name, model, price: priceOf(provider, model) }]
  })
}

/** Of a provider that is no longer there, is switched off, or is not asked for a kind of job. */
export function notAsked(provider: string): AppError {
  return new AppError(
    'conflict',
    `${provider} is not asked for this kind of job now. Choose another provider.`,
  )
}
