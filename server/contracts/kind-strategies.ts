import { z } from 'zod'
import { Moment } from './identifiers.ts'
import { FAULTS, TASK_KINDS, type TaskKind } from './processing.ts'
import { StrategyName } from './strategy-names.ts'
import { isModelOnly, MODEL_KINDS } from './text-kinds.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const DAY_MS = 24 * 60 * MINUTE_MS

const Ms = z.number().int().min(0)
const Others = z.array(z.enum(FAULTS)).min(1)

/** One way to come to an answer, with all that it goes by. */
export const Strategy = z.discriminatedUnion('strategy', [
  /** How long an answer may be given again: the first provider's, one of another provider, and the built-in engine's. */
  z.object({ strategy: z.literal('fresh-cache'), primaryMs: Ms, fallbackMs: Ms, localMs: Ms }),
  /**
   * No provider for a job that had waited in a queue that is too old for longer than its own time limit: an older answer or the
   * engine of this server at once, where these are ways of the kind too.
   */
  z.object({ strategy: z.literal('cheaper-when-late') }),
  /** The same call again, at most so many in all; the wait is drawn from 0 to a bound that doubles from `baseMs` to `capMs`. */
  z.object({
    strategy: z.literal('retry'),
    attempts: z.number().int().min(2).max(5),
    baseMs: Ms,
    capMs: Ms,
  }),
  /** Another provider, after these faults of the one before. */
  z.object({ strategy: z.literal('next-provider'), after: Others }),
  z.object({ strategy: z.literal('larger-context'), after: Others }),
  z.object({ strategy: z.literal('other-filter'), after: Others }),
  /** What was found too long, in parts of half the size: so many times, down to so much. */
  z.object({
    strategy: z.literal('smaller-task'),
    halvings: z.number().int().min(1).max(5),
    least: z.number().int().min(1),
    unit: z.enum(['characters', 'seconds']),
  }),
  z.object({ strategy: z.literal('partial-result') }),
  /** An answer so long past its time. */
  z.object({ strategy: z.literal('stale-cache'), graceMs: Ms }),
  /** The engine of this server in place of providers; this share of the time, at most so much, is kept for it. */
  z.object({ strategy: z.literal('local-engine'), share: z.number().min(0).max(0.5), mostMs: Ms }),
])
export type Strategy = z.infer<typeof Strategy>
export type StrategyOf<Name extends StrategyName> = Extract<Strategy, { strategy: Name }>

const OTHER_WAYS = {
  'larger-context': ['too-long'],
  'other-filter': ['request-refused'],
} as const
const ELSEWHERE: readonly string[] = Object.values(OTHER_WAYS).flat()

const FRESH: Strategy = {
  strategy: 'fresh-cache',
  primaryMs: DAY_MS,
  // A fallback's stands in only until the usual provider may be back.
  fallbackMs: 10 * MINUTE_MS,
  localMs: DAY_MS,
}
const WHEN_LATE: Strategy = { strategy: 'cheaper-when-late' }
const STALE: Strategy = { strategy: 'stale-cache', graceMs: 7 * DAY_MS }
// What the engine needs at the end: a process to start, its models to load, a long text to read.
const LOCAL: Strategy = { strategy: 'local-engine', share: 0.15, mostMs: 5 * SECOND_MS }
const ASKING: readonly Strategy[] = [
  { strategy: 'retry', attempts: 3, baseMs: 200, capMs: 5 * SECOND_MS },
  { strategy: 'next-provider', after: FAULTS.filter((fault) => !ELSEWHERE.includes(fault)) },
  { strategy: 'larger-context', after: [...OTHER_WAYS['larger-context']] },
  { strategy: 'other-filter', after: [...OTHER_WAYS['other-filter']] },
]
// A provider whose limit is an eighth of what was set for it is configured wrongly; of less than 500 characters a model sees too
// little around each sentence.
const SMALLER: Strategy = { strategy: 'smaller-task', halvings: 3, least: 500, unit: 'characters' }
// One that takes not even a minute at once is no transcriber of recordings.
const SHORTER: Strategy = { strategy: 'smaller-task', halvings: 3, least: 60, unit: 'seconds' }
const PARTIAL: Strategy = { strategy: 'partial-result' }

/** The ways of a kind in their order, as long as nobody has changed them. */
export function usualStrategies(kind: TaskKind): readonly Strategy[] {
  if (kind === 'transcribe') return [FRESH, WHEN_LATE, ...ASKING, SHORTER, PARTIAL, STALE]
  if (!MODEL_KINDS.some((one) => one === kind)) return [FRESH, STALE]
  const asked = [FRESH, WHEN_LATE, ...ASKING, SMALLER, PARTIAL, STALE]
  return isModelOnly(kind) ? asked : [...asked, LOCAL]
}

/** What is left when the providers gave no whole answer: the only ones whose order can be another. */
export const LAST_RESORTS = ['partial-result', 'stale-cache', 'local-engine'] as const
export const LastResort = z.enum(LAST_RESORTS)
export type LastResort = z.infer<typeof LastResort>

/** A change of the ways of one kind. What is left out of `order` stays where it is, behind what is named. */
export const StrategyChange = z.object({
  off: z.array(StrategyName).max(StrategyName.options.length),
  order: z.array(LastResort).max(LAST_RESORTS.length),
})
export type StrategyChange = z.infer<typeof StrategyChange>

/** What an owner may switch off for a kind: all but looking into the cache, for which the cache has settings of its own. */
export function switchable(kind: TaskKind): StrategyName[] {
  return usualStrategies(kind).flatMap(({ strategy }) => (strategy === 'fresh-cache' ? [] : [strategy]))
}

/** Why a change cannot be made for a kind: one sentence; undefined where it can. */
export function faultOfChange(kind: TaskKind, { off, order }: StrategyChange): string | undefined {
  const may = switchable(kind)
  const foreign = [...off, ...order].find((name) => !may.includes(name))
  if (foreign !== undefined)
    return `Jobs of this kind do not go by "${foreign}", or it cannot be changed here.`
  for (const names of [off, order])
    if (new Set<string>(names).size < names.length) return 'Each way can be named only once.'
  return undefined
}

/** The ways of a kind with a change applied to them; what the change says of ways that the kind does not have counts for nothing. */
export function chosenStrategies(kind: TaskKind, change: StrategyChange | null): readonly Strategy[] {
  const usual = usualStrategies(kind)
  if (!change) return usual
  const kept = usual.filter(({ strategy }) => strategy === 'fresh-cache' || !change.off.includes(strategy))
  const isLast = ({ strategy }: Strategy): boolean => LAST_RESORTS.some((one) => one === strategy)
  const order: readonly string[] = change.order
  const place = ({ strategy }: Strategy): number => {
    const at = order.indexOf(strategy)
    return at < 0 ? order.length : at
  }
  return [
    ...kept.filter((one) => !isLast(one)),
    ...kept.filter(isLast).toSorted((a, b) => place(a) - place(b)),
  ]
}

/** One of the ways by its name, with its figures. */
export function strategyOf<Name extends StrategyName>(
  strategies: readonly Strategy[],
  name: Name,
): StrategyOf<Name> | undefined {
  return strategies.find((one): one is StrategyOf<Name> => one.strategy === name)
}

/** How the ways of a kind did over 30 days. */
export const KindStrategies = z.object({
  kind: z.enum(TASK_KINDS),
  /** Requests of the kind. */
  requests: z.number().int(),
  /** Of these, without any answer. */
  unanswered: z.number().int(),
  /** In their order, those that are switched off too. */
  strategies: z.array(
    z.object({
      strategy: StrategyName,
      on: z.boolean(),
      /** Requests that got an answer in this way, as a whole or for a part of their text. */
      answered: z.number().int(),
      /** Requests for which it was tried and gave none. */
      failed: z.number().int(),
    }),
  ),
  change: StrategyChange.nullable(),
  changedAt: Moment.nullable(),
})
export type KindStrategies = z.infer<typeof KindStrategies>
export const STRATEGY_DAYS = 30
/** Every kind of job. */
export const StrategyReport = z.object({ kinds: z.array(KindStrategies) })
export type StrategyReport = z.infer<typeof StrategyReport>
