import { ModelKind } from '#server/contracts/model-names.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import type { KnownAbilities } from '#server/contracts/providers.ts'
import type { Context } from '#server/platform/context.ts'
import {
  type KnownProvider,
  knownProviders,
  modelFor,
  type Priced,
  priceOf,
} from '#server/providers/known-providers.ts'
import { knownAbilities, learnAbility } from '#server/providers/model-abilities.ts'
import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import { createOpenAICompatibleProvider } from './openai-compatible-provider.ts'
import type { Provider } from './provider.ts'
import { createOpenAITranscriber } from './transcription/openai-transcriber.ts'
import type { Transcriber } from './transcription/transcriber.ts'

/** Who is asked for texts, and who for recordings: one of the two is empty. */
export type AskedProviders = { texts: readonly Provider[]; transcribers: readonly Transcriber[] }

/** The providers of workspaces, each built once for as long as nothing of it changes. */
export interface ProviderChain {
  /** Those that are asked for a kind, in their order; none where the kind is not one for models. */
  of(workspaceId: string, kind: TaskKind): Promise<AskedProviders>
}

export function createProviderChain(ctx: Context): ProviderChain {
  const texts = keepBuilt((known, model) => {
    const ask = createOpenAICompatibleProvider({ ...known, model }, ctx.egress, {
      abilities: known.abilities.find((one) => one.model === model),
      learn: (learnt) => learnAbility(ctx, known, model, learnt),
    })
    return known.keyLost ? { ...ask, answer: refuseWithoutKey } : ask
  })
  const transcribers = keepBuilt((known, model) => {
    const ask = createOpenAITranscriber({ ...known, model }, ctx.egress)
    return known.keyLost ? { ...ask, transcribe: refuseWithoutKey } : ask
  })

  return {
    async of(workspaceId, kind) {
      const asked = ModelKind.safeParse(kind)
      if (!asked.success) return { texts: [], transcribers: [] }
      const entered = await knownProviders(ctx, workspaceId)
      const abilities = await knownAbilities(ctx, entered)
      const providers = entered.map((known) => ({ ...known, abilities: abilities(known.name) }))
      const those = <T>(build: (known: Able, model: string) => T): T[] =>
        providers.flatMap((known) => {
          const model = modelFor(known, asked.data)
          return model === undefined ? [] : [build(known, model)]
        })
      return asked.data === 'transcribe'
        ? { texts: [], transcribers: those(transcribers) }
        : { texts: those(texts), transcribers: [] }
    },
  }
}

/** With what is known of its models. */
type Able = KnownProvider & { abilities: readonly KnownAbilities[] }

/**
 * Builds each model of a provider once, as long as nothing of the provider changes and nothing else is found out about its models, and
 * tells it its price.
 */
function keepBuilt<T extends object>(
  build: (known: Able, model: string) => T,
): (known: Able, model: string) => T & { price?: Priced } {
  const built = new Map<string, { mark: string; models: Map<string, T & { price?: Priced }> }>()
  return (known, model) => {
    const { name } = known
    const mark = JSON.stringify([known.mark, known.abilities])
    const last = built.get(name)
    const models = last?.mark === mark ? last.models : new Map<string, T & { price?: Priced }>()
    const kept = models.get(model)
    if (kept) return kept
    const price = priceOf(known, model)
    const provider = { ...build(known, model), ...(price && { price }) }
    built.set(name, { mark, models: models.set(model, provider) })
    return provider
  }
}

/** It stays in the chain, so that the path of each answer says why it was not asked. */
function refuseWithoutKey(): Promise<never> {
  return Promise.reject(
    new ProviderFailure('next-provider', 'its key cannot be read any more and has to be entered again', {
      fault: 'key-refused',
      countsAgainstProvider: false,
    }),
  )
}
