import type { Entity, EntityType } from '#server/contracts/text-kinds.ts'
import { isKnownPlace } from './known-places.ts'
import { type NameRun, nameRuns, plainWord } from './name-runs.ts'
import {
  ORGANISATION_ENDS,
  ORGANISATION_STARTS,
  PERSON_VERBS,
  PLACE_ENDS,
  PLACE_HINTS,
  PLACE_STARTS,
} from './name-words.ts'
import type { EnglishToken } from './read-english.ts'

// Far enough back for "the municipality of ".
const BEFORE = 40

/**
 * Proper names in an English text, typed by what stands beside them, by their own words, by lists of places, or by an earlier
 * fuller mention; else of type `name`. What is written without capitals is not found.
 */
export function findNames(text: string, tokens: readonly EnglishToken[]): Entity[] {
  const found: Entity[] = []
  for (const run of nameRuns(tokens, text)) {
    const first = run.tokens[0]
    const last = run.tokens.at(-1)
    if (!first || !last) continue
    const value = text.slice(first.start, last.end)
    const before = text.slice(Math.max(0, first.start - BEFORE), first.start)
    found.push({ type: typeOf(value, run, before), text: value, start: first.start, end: last.end })
  }
  return spreadTypes(found)
}

function typeOf(value: string, { tokens, title, after }: NameRun, before: string): EntityType {
  const [first, second] = tokens
  const last = tokens.at(-1)
  const opening = first ? plainWord(first) : ''
  const ending = last ? plainWord(last) : ''
  if (title) return 'person'
  if (isKnownPlace(value, 'en')) return 'place'
  const several = second !== undefined
  if (several && (ORGANISATION_ENDS.has(ending) || ORGANISATION_STARTS.has(opening))) return 'organisation'
  if (several && (PLACE_ENDS.has(ending) || PLACE_STARTS.has(opening))) return 'place'
  const says = PERSON_VERBS.has(after) || /\b(?:said|replied|added)\s+$/.test(before)
  if (says && (tokens.length === 2 || tokens.length === 3)) return 'person'
  return PLACE_HINTS.test(before) && tokens.length <= 2 ? 'place' : 'name'
}

/** A bare mention has the type of a fuller one: after "Mayor Ingrid Solberg", "Solberg" is a person too. */
function spreadTypes(entities: readonly Entity[]): Entity[] {
  const types = new Map<string, EntityType>()
  for (const { type, text } of entities) {
    if (type === 'name') continue
    const value = text.replace(/['’]s$/, '')
    if (!types.has(value)) types.set(value, type)
    const last = value.split(' ').at(-1)
    if (type === 'person' && last && !types.has(last)) types.set(last, type)
  }
  return entities.map((entity) => {
    const text = entity.text.replace(/['’]s$/, '')
    const end = entity.start + text.length
    return { ...entity, text, end, type: entity.type === 'name' ? (types.get(text) ?? 'name') : entity.type }
  })
}
