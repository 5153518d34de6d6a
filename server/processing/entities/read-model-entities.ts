import { z } from 'zod'
import { cutText } from '#server/contracts/cut-text.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { ENTITY_TYPES, type Entity, EntityType } from '#server/contracts/text-kinds.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { readJson } from '../read-json.ts'
import { withoutOverlaps } from './without-overlaps.ts'

const Item = z.object({ type: z.string(), text: z.string().trim().min(1).max(500) })
const Answer = z.union([
  z.array(Item),
  z.object({ entities: z.array(Item) }).transform((answer) => answer.entities),
])
// A model that names mostly what the text does not say has read another text.
const GROUNDED_LEAST = 0.5
const PLACES_MAX = 200

export type ModelEntities = { result: ResultOf<'entities'>; notes: string[] }

/**
 * The entities in a model's answer, each at every place where the text holds it. What is of no known type, or stands nowhere
 * in the text, is left out and counted in a note. Undefined when the answer is no such list, or mostly invented.
 */
export function readModelEntities(
  answer: string,
  text: string,
  types: readonly EntityType[] = ENTITY_TYPES,
): ModelEntities | undefined {
  const parsed = Answer.safeParse(readJson(answer))
  if (!parsed.success) return undefined
  let left = 0
  const found: Entity[] = []
  const seen = new Set<string>()
  for (const item of parsed.data) {
    const type = EntityType.safeParse(item.type.toLowerCase()).data
    const key = `${type} ${item.text}`
    if (seen.has(key)) continue
    seen.add(key)
    const places = type && types.includes(type) ? placesOf(item.text, text) : []
    if (places.length === 0) left += 1
    if (type)
      for (const start of places) found.push({ type, text: item.text, start, end: start + item.text.length })
  }
  if (seen.size > 0 && (seen.size - left) / seen.size < GROUNDED_LEAST) return undefined
  // Of two that overlap, the longer is the fuller name.
  const entities = withoutOverlaps(found.sort((a, b) => b.text.length - a.text.length))
  const notes =
    left === 0
      ? []
      : [
          `${left} of ${seen.size} findings of the model were left out: not in the text, or of no type asked for.`,
        ]
  return {
    result: { kind: 'entities', entities, searched: [...types], source: cutText(text, SHOWN_TEXT_MAX) },
    notes,
  }
}

/** Where a phrase stands as whole words. */
function placesOf(phrase: string, text: string): number[] {
  const places: number[] = []
  let at = text.indexOf(phrase)
  while (at >= 0 && places.length < PLACES_MAX) {
    const before = text.slice(0, at).at(-1) ?? ' '
    const after = text[at + phrase.length] ?? ' '
    const whole =
      !(/[\p{L}\p{N}]/u.test(before) && /^[\p{L}\p{N}]/u.test(phrase)) &&
      !(/[\p{L}\p{N}]/u.test(after) && /[\p{L}\p{N}]$/u.test(phrase))
    if (whole) places.push(at)
    at = text.indexOf(phrase, at + phrase.length)
  }
  return places
}
