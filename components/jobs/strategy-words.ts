import type { StrategyName } from '#server/contracts/strategy-names.ts'

/** The ways to an answer, as people read them. */
export const STRATEGY_WORDS = {
  'fresh-cache': 'Cache',
  'cheaper-when-late': 'Cheaper, after a long wait',
  retry: 'Retry',
  'next-provider': 'Next provider',
  'larger-context': 'Next provider, text too long',
  'other-filter': 'Next provider, text refused',
  'smaller-task': 'Smaller parts',
  'partial-result': 'Answer with gaps',
  'stale-cache': 'Older answer',
  'local-engine': 'Built-in engine',
} satisfies Record<StrategyName, string>

/** What each way does, and what an owner may weigh. */
export const STRATEGY_HINTS = {
  'fresh-cache':
    'An answer to the same question about the same text, as long as it is fresh. Changed in the Cache tab.',
  'cheaper-when-late':
    'A job that had waited longer than it may take, in a queue that is too old, gets an older answer or that of the built-in engine at once. Not where a fresh answer was asked for.',
  retry: 'The same provider again, when what it failed with may pass.',
  'next-provider': 'Another provider, when the one before failed or its answer was not good enough.',
  'larger-context': 'Another provider, which may have more room, when the text is too long for one.',
  'other-filter': 'Another provider, when one refuses the request or its content filter refuses the text.',
  'smaller-task': 'A text that is too long for all is asked for in parts of half the size.',
  'partial-result': 'Parts of a long text that nobody answered are named, and can be asked for again alone.',
  'stale-cache': 'An earlier answer to the same question, up to seven days past its time, labelled as such.',
  'local-engine': 'The engine of this server, when no provider answered, labelled as such.',
} satisfies Record<StrategyName, string>
