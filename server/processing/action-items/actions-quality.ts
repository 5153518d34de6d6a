import type { ActionItem } from '#server/contracts/action-items.ts'
import type { Quality } from '#server/contracts/processing.ts'
import { checked, combine, measured, notChecked, type Observation } from '../quality/signals.ts'
import { readableInput } from '../quality/text-signals.ts'

export type ActionsFacts = {
  items: readonly ActionItem[]
  text: string
  language: string
  model: boolean
  /** The model stopped at its length limit. */
  cut: boolean
}

/** Share of what the built-in engine finds in English that is a task, on sentences kept for measuring; its test keeps it true. */
export const ACTION_PRECISION = 0.9
// A model that quotes what the text does not say has read another text.
const GROUNDED_LEAST = 0.5

/** How far the tasks can be trusted: whether the text says so where they point, and what nobody can tell. */
export function actionsQuality({ items, text, language, model, cut }: ActionsFacts): Quality {
  return combine(model ? 'actions-model-1' : 'actions-rules-1', [
    readableInput(text, language),
    ...(model
      ? [grounded(items), checked('whole', !cut, cut ? 'it was cut off' : 'it was not cut off')]
      : [byRule(items)]),
    notChecked('completeness', 'whether a task was overlooked cannot be told without reading'),
  ])
}

function byRule(items: readonly ActionItem[]): Observation {
  if (items.length === 0) return notChecked('method', 'nothing was found')
  const note = 'share of findings that are tasks on our test set'
  return measured('method', ACTION_PRECISION, { good: 0.8, weak: 0.6 }, note, { weight: 3 })
}

function grounded(items: readonly ActionItem[]): Observation {
  if (items.length === 0) return notChecked('grounded', 'the model found none')
  const share = items.filter(({ place }) => place !== null).length / items.length
  const note =
    share === 1 ? 'each is quoted from the text' : 'share of tasks whose quotation stands in the text'
  return measured('grounded', share, { good: 0.9, weak: GROUNDED_LEAST }, note, { hard: true, weight: 3 })
}
