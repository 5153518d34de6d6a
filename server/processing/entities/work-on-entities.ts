import { cutText } from '#server/contracts/cut-text.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { languageName } from '#server/contracts/result-words.ts'
import { ENTITIES_MAX, ENTITY_TYPES, type Entity, type EntityType } from '#server/contracts/text-kinds.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { detectLanguage } from '../local-engine/detect-language.ts'
import type { GivenAnswer, TextOutcome, WorkRequest } from '../local-engine/text-work.ts'
import { entitiesQuality } from './entities-quality.ts'
import { findCountries } from './find-countries.ts'
import { findNames } from './find-names.ts'
import { findPatterns } from './find-patterns.ts'
import { readEnglish } from './read-english.ts'
import { withoutOverlaps } from './without-overlaps.ts'

/** What has the same form in any language, and countries by their names in it. */
const EVERYWHERE: readonly EntityType[] = [
  'place',
  'date',
  'time',
  'money',
  'percent',
  'email',
  'url',
  'phone',
  'hashtag',
  'mention',
]

/**
 * Finds names, dates, amounts and addresses with their places, or takes what a model named; judges either. In English all
 * types are searched, in other languages those that need no model of the language, and the answer says so.
 */
export async function workOnEntities(
  request: WorkRequest<'entities'>,
  given: GivenAnswer | undefined,
): Promise<TextOutcome> {
  const { text, types = ENTITY_TYPES } = request
  const { language } = await detectLanguage(text)
  const english = language === 'en' || language === 'und'
  const found = given?.result.kind === 'entities' ? given.result.entities : findHere(text, language, english)
  const searched = given || english ? [...types] : types.filter((type) => EVERYWHERE.includes(type))
  const wanted = found.filter(({ type }) => searched.includes(type))
  const entities = wanted.slice(0, ENTITIES_MAX)
  const result: ResultOf<'entities'> = {
    kind: 'entities',
    entities,
    searched,
    source: cutText(text, SHOWN_TEXT_MAX),
  }
  const notes = given ? [] : notesOn(searched, language, english)
  if (wanted.length > entities.length)
    notes.push(`Only the first ${ENTITIES_MAX} of ${wanted.length} findings are listed.`)
  return { result, quality: entitiesQuality(entities, text, language, given !== undefined), notes }
}

function findHere(text: string, language: string, english: boolean): Entity[] {
  const patterns = findPatterns(text)
  if (!english) return withoutOverlaps([...patterns, ...findCountries(text, language)])
  const { tokens, entities } = readEnglish(text)
  const numbers = entities.filter(({ type }) => type === 'number')
  const others = entities.filter(({ type }) => type !== 'number')
  // A numeral inside a name ("Room Nine") is part of it.
  return withoutOverlaps([...patterns, ...others, ...findNames(text, tokens), ...numbers])
}

function notesOn(searched: readonly EntityType[], language: string, english: boolean): string[] {
  if (!english)
    return [
      `In ${languageName(language)} the built-in engine finds addresses, amounts, dates and times in figures, and names of countries and large cities; persons and organisations it does not search.`,
    ]
  return searched.some((type) => type === 'person' || type === 'organisation' || type === 'name')
    ? [
        'Names are found by their capitals. Persons, organisations and places are told apart by titles, forms of company and lists of countries and large cities; every other name is only called a name.',
      ]
    : []
}
