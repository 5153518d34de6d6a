import { ENVIRONMENT, type KnownAbilities, type ProviderView } from '#server/contracts/providers.ts'
import { KIND_WORDS } from '../../jobs/job-words.ts'
import type { Tone } from '../../ui/badge.tsx'

/** How a provider stands, in a word: what keeps it from being asked comes first. */
export function stateOf({ enabled, shadowed, key, breaker }: ProviderView): { tone: Tone; word: string } {
  if (shadowed) return { tone: 'warning', word: 'Name taken by the environment' }
  if (!enabled) return { tone: 'neutral', word: 'Switched off' }
  if (key.state === 'lost') return { tone: 'danger', word: 'Key to be entered again' }
  if (breaker.state === 'open') return { tone: 'danger', word: 'Resting' }
  if (breaker.state === 'half-open') return { tone: 'warning', word: 'Being tried' }
  return { tone: 'success', word: 'In use' }
}

/** "translate by big, explain by big; not asked for sentiment"; null where one model answers every kind. */
export function kindsWords({ models }: Pick<ProviderView, 'models'>): string | null {
  const entries = Object.entries(models) as [keyof typeof models, string | null][]
  const others = entries.flatMap(([kind, model]) => (model === null ? [] : [`${nameOf(kind)} by ${model}`]))
  const left = entries.flatMap(([kind, model]) => (model === null ? [nameOf(kind)] : []))
  const words = [
    ...(others.length > 0 ? [others.join(', ')] : []),
    ...(left.length > 0 ? [`not asked for ${left.join(', ')}`] : []),
  ]
  return words.length === 0 ? null : words.join('; ')
}

/** "Takes 8,192 tokens at once, streams, does not keep to JSON"; null where nothing is known. What a job met is marked as such. */
export function abilityWords(
  { contextTokens, streams, json, thinks, learnt }: Omit<KnownAbilities, 'model' | 'foundAt'>,
  byOwner: number | null,
): string | null {
  const met = (name: KnownAbilities['learnt'][number]): string =>
    learnt.includes(name) ? ' (as a job met it)' : ''
  const tokens = byOwner ?? contextTokens
  const words = [
    ...(tokens === null
      ? []
      : [
          `takes ${tokens.toLocaleString('en')} tokens at once${byOwner === null ? met('contextTokens') : ' by your word'}`,
        ]),
    ...(streams === null ? [] : [`${streams ? 'streams' : 'does not stream'}${met('streams')}`]),
    ...(json === null ? [] : [`${json ? 'keeps' : 'does not keep'} to JSON${met('json')}`]),
    ...(thinks === null
      ? []
      : [`${thinks ? 'thinks before it answers' : 'does not think first'}${met('thinks')}`]),
  ].join(', ')
  return words === '' ? null : `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`
}

function nameOf(kind: keyof ProviderView['models']): string {
  return KIND_WORDS[kind].toLowerCase()
}

/** The ids in their order with one moved up or down; `environment` stands for its block. Undefined at the end of the way. */
export function movedOrder(providers: readonly ProviderView[], id: string, by: -1 | 1): string[] | undefined {
  const order = [...new Set(providers.map((provider) => provider.id ?? ENVIRONMENT))]
  const at = order.indexOf(id)
  const to = at + by
  if (at < 0 || to < 0 || to >= order.length) return undefined
  order.splice(at, 1)
  order.splice(to, 0, id)
  // The server wants it named also where nothing stands in it.
  return order.includes(ENVIRONMENT) ? order : [ENVIRONMENT, ...order]
}
