import { z } from 'zod'

/** Ways to come to an answer, as the path of an answer names them. What needs none was answered at the first try. */
export const STRATEGY_NAMES = [
  'fresh-cache',
  'cheaper-when-late',
  'retry',
  'next-provider',
  'larger-context',
  'other-filter',
  'smaller-task',
  'partial-result',
  'stale-cache',
  'local-engine',
] as const
export const StrategyName = z.enum(STRATEGY_NAMES)
export type StrategyName = z.infer<typeof StrategyName>
