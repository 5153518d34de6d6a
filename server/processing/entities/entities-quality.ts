import type { Quality } from '#server/contracts/processing.ts'
import type { Entity, EntityType } from '#server/contracts/text-kinds.ts'
import { combine, measured, notChecked, type Observation } from '../quality/signals.ts'
import { readableInput } from '../quality/text-signals.ts'
import { findPatterns } from './find-patterns.ts'

/** What is told by its form rather than by the rules for names. */
const BY_FORM: ReadonlySet<EntityType> = new Set([
  'date',
  'time',
  'duration',
  'money',
  'percent',
  'number',
  'email',
  'url',
  'phone',
  'hashtag',
  'mention',
])
/** Share of the findings of the built-in engine that are right, on sentences that no rule was made for; the test keeps both true. */
export const NAME_PRECISION = 0.85
export const FACT_PRECISION = 0.8

// In a text with fewer names than this each may well stand once.
const COUNTED_NAMES = 8

/** How far the findings can be trusted: what kind they are, whether names come back, and, for a model's, what it missed. */
export function entitiesQuality(
  entities: readonly Entity[],
  text: string,
  language: string,
  model: boolean,
): Quality {
  const names = entities.filter(({ type }) => !BY_FORM.has(type))
  return combine(model ? 'entities-model-1' : 'entities-rules-1', [
    readableInput(text, language),
    model ? agreement(entities, text) : ruleSignal(entities.length - names.length, names.length),
    names.length < COUNTED_NAMES
      ? notChecked('names-come-back', 'there are too few names to expect one twice')
      : measured(
          'names-come-back',
          comeBack(names),
          { good: 0.4, weak: 0.15 },
          'share of names that stand twice or more',
          {
            weight: 0.5,
          },
        ),
    notChecked('completeness', 'whether something was overlooked cannot be told without reading'),
  ])
}

function ruleSignal(byForm: number, names: number): Observation {
  if (byForm + names === 0) return notChecked('method', 'nothing was found')
  const expected = (byForm * FACT_PRECISION + names * NAME_PRECISION) / (byForm + names)
  return measured(
    'method',
    expected,
    { good: 0.8, weak: 0.6 },
    'share of findings of this mix that are right on our test set',
    {
      weight: 3,
    },
  )
}

/** A model that overlooks addresses and amounts, which have a form, will overlook names too. */
function agreement(entities: readonly Entity[], text: string): Observation {
  const plain = findPatterns(text).filter(
    ({ type }) => type === 'email' || type === 'url' || type === 'money',
  )
  if (plain.length === 0)
    return notChecked('agreement', 'the text holds nothing that patterns alone could confirm')
  const confirmed = plain.filter((one) =>
    entities.some((entity) => entity.start < one.end && one.start < entity.end),
  ).length
  return measured(
    'agreement',
    confirmed / plain.length,
    { good: 0.9, weak: 0.5 },
    'share of addresses and amounts that it found',
    {
      weight: 2,
    },
  )
}

function comeBack(names: readonly Entity[]): number {
  const counts = new Map<string, number>()
  for (const { text } of names) counts.set(text, (counts.get(text) ?? 0) + 1)
  return names.filter(({ text }) => (counts.get(text) ?? 0) > 1).length / names.length
}
