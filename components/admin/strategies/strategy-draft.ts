import {
  type KindStrategies,
  LAST_RESORTS,
  type LastResort,
  type StrategyChange,
} from '#server/contracts/kind-strategies.ts'
import type { StrategyName } from '#server/contracts/strategy-names.ts'

/** The ways of a kind as an owner is about to have them, in their order. */
export type Draft = readonly { strategy: StrategyName; on: boolean }[]

export function isLastResort(strategy: StrategyName): strategy is LastResort {
  return LAST_RESORTS.some((one) => one === strategy)
}

export function switched(draft: Draft, strategy: StrategyName, on: boolean): Draft {
  return draft.map((way) => (way.strategy === strategy ? { ...way, on } : way))
}

/** Whether a way can take the place of its neighbour: only last resorts have another order, among themselves. */
export function mayMove(draft: Draft, at: number, by: -1 | 1): boolean {
  const [way, other] = [draft[at], draft[at + by]]
  return !!way && !!other && isLastResort(way.strategy) && isLastResort(other.strategy)
}

export function moved(draft: Draft, at: number, by: -1 | 1): Draft {
  const [way, other] = [draft[at], draft[at + by]]
  if (!way || !other || !mayMove(draft, at, by)) return draft
  return draft.map((each, index) => (index === at ? other : index === at + by ? way : each))
}

/** What has to be asked for, so that a kind goes by these ways. */
export function changeTo(draft: Draft): StrategyChange {
  return {
    off: draft.flatMap(({ strategy, on }) => (on ? [] : [strategy])),
    order: draft.flatMap(({ strategy }) => (isLastResort(strategy) ? [strategy] : [])),
  }
}

/** "12 answers, 3 without": what a way did. */
export function countWords({
  answered,
  failed,
}: Pick<KindStrategies['strategies'][number], 'answered' | 'failed'>): string {
  if (answered + failed === 0) return 'not needed yet'
  const gave = `${answered.toLocaleString('en')} ${answered === 1 ? 'answer' : 'answers'}`
  return failed === 0 ? gave : `${gave}, ${failed.toLocaleString('en')} without`
}
