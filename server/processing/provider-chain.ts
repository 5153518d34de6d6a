import { ModelKind } from '#server/contracts/model-names.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { type KnownProvider, knownProviders, modelFor, priceOf } from '#server/providers/known-providers.ts'
import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import { createOpenAICompatibleProvider } from './openai-compatible-provider.ts'
import type { Provider } from './provider.ts'

/** The providers of workspaces, each built once for as long as nothing of it changes. */
export interface ProviderChain {
  /** Those that are asked for a kind, in their order; none where the kind is not one for models. */
  of(workspaceId: string, kind: TaskKind): Promise<readonly Provider[]>
}

export function createProviderChain(ctx: Context): ProviderChain {
  // By name: of each the models that were asked for, as of its last change.
  const built = new Map<string, { mark: string; models: Map<string, Provider> }>()

  function build(known: KnownProvider, model: string): Provider {
    const { name, mark } = known
    const last = built.get(name)
    const { models } = last?.mark === mark ? last : { models: new Map<string, Provider>() }
    const kept = models.get(model)
    if (kept) return kept
    const price = priceOf(known, model)
    const ask = createOpenAICompatibleProvider({ ...known, model }, ctx.egress)
    const provider = { ...(known.keyLost ? withoutKey(ask) : ask), ...(price && { price }) }
    built.set(name, { mark, models: models.set(model, provider) })
    return provider
  }

  return {
    async of(workspaceId, kind) {
      const asked = ModelKind.safeParse(kind)
      if (!asked.success) return []
      return (await knownProviders(ctx, workspaceId)).flatMap((known) => {
        const model = modelFor(known, asked.data)
        return model === undefined ? [] : [build(known, model)]
      })
    },
  }
}

/** It stays in the chain, so that the path of each answer says why it was not asked. */
function withoutKey(provider: Provider): Provider {
  return {
    ...provider,
    answer: () =>
      Promise.reject(
        new ProviderFailure('next-provider', 'its key cannot be read any more and has to be entered again', {
          fault: 'key-refused',
          countsAgainstProvider: false,
        }),
      ),
  }
}
