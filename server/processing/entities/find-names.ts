import type { Entity, EntityType } from '#server/contracts/text-kinds.ts'
import { stopWords } from '../local-engine/stop-words.ts'
import { isListedWord } from '../local-engine/word-rarity.ts'
import { knownPlaces } from './known-places.ts'
import {
  INSIDE,
  NO_NAMES,
  ORGANISATION_ENDS,
  ORGANISATION_STARTS,
  PERSON_VERBS,
  PLACE_ENDS,
  PLACE_HINTS,
  PLACE_STARTS,
  TITLES,
} from './name-words.ts'
import type { EnglishToken } from './read-english.ts'

type Run = { tokens: EnglishToken[]; title: boolean; sentenceStart: boolean; after: string }

const LONGEST_NAME = 6

/**
 * Proper names in an English text: runs of capitalised words, typed by what stands beside them, by their own words, by lists
 * of places, or by an earlier fuller mention; else of type `name`. What is written without capitals is not found, and a word
 * that merely opens a sentence is a name only when it is no English word or is capitalised elsewhere too.
 */
export function findNames(text: string, tokens: readonly EnglishToken[]): Entity[] {
  const usedInside = capitalisedInside(tokens, text)
  const found: Entity[] = []
  for (const run of runsOf(tokens, text)) {
    const name = trimRun(run, usedInside)
    const [first] = name
    const last = name.at(-1)
    if (!first || !last) continue
    const value = text.slice(first.start, last.end)
    found.push({ type: typeOf(value, name, run, text), text: value, start: first.start, end: last.end })
  }
  return spreadTypes(found)
}

function isCapitalised(token: EnglishToken): boolean {
  return /^\p{Lu}[\p{L}’'-]*\.?$/u.test(token.text) && !/^\p{Lu}{2,}s?$/u.test(token.text)
}

function runsOf(tokens: readonly EnglishToken[], text: string): Run[] {
  const runs: Run[] = []
  let open: EnglishToken[] = []
  let before: EnglishToken | undefined
  const close = (after: EnglishToken | undefined): void => {
    while (open.length > 0 && INSIDE.has(open.at(-1)?.text.toLowerCase() ?? '')) open.pop()
    if (open.length > 0)
      runs.push({
        tokens: open,
        title: before !== undefined && TITLES.has(plain(before)),
        sentenceStart: !before || /[.!?:“"”\n]$/.test(text.slice(0, open[0]?.start).trimEnd()),
        after: after ? plain(after) : '',
      })
    open = []
  }
  for (const [index, token] of tokens.entries()) {
    const last = open.at(-1)
    const broken = last !== undefined && /[^ ]/.test(text.slice(last.end, token.start))
    if (broken) {
      close(token)
      before = last
    }
    if (isCapitalised(token) && !NO_NAMES.has(plain(token))) {
      if (open.length === 0 && TITLES.has(plain(token)) && isName(tokens[index + 1])) before = token
      else {
        if (open.length === 0) before ??= tokens[index - 1]
        open.push(token)
      }
      continue
    }
    const inside =
      open.length > 0 && open.length < LONGEST_NAME && INSIDE.has(token.text) && isName(tokens[index + 1])
    if (inside) open.push(token)
    else {
      close(token)
      before = token
    }
  }
  close(undefined)
  return runs
}

function isName(token: EnglishToken | undefined): boolean {
  return token !== undefined && isCapitalised(token) && !NO_NAMES.has(plain(token))
}

function plain(token: EnglishToken): string {
  return token.text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/(?:'s|\.)$/, '')
}

/** Words that are capitalised where no sentence begins: these are names wherever they stand. */
function capitalisedInside(tokens: readonly EnglishToken[], text: string): ReadonlySet<string> {
  const words = new Set<string>()
  for (const token of tokens)
    if (
      isCapitalised(token) &&
      !/[.!?:“"”\n]\s*$/.test(text.slice(Math.max(0, token.start - 3), token.start))
    )
      words.add(plain(token))
  return words
}

/** The run without what is capitalised for another reason: the first word of a sentence, days, function words. */
function trimRun({ tokens, sentenceStart, title }: Run, usedInside: ReadonlySet<string>): EnglishToken[] {
  const stop = stopWords('en')
  let name = tokens
  const [first] = name
  if (first && sentenceStart && !title) {
    const word = plain(first)
    const ordinary = stop.has(word) || (isListedWord(word) && !usedInside.has(word) && first.part !== 'PROPN')
    if (ordinary) name = name.slice(1)
    else if (name.length === 1 && isListedWord(word) && !usedInside.has(word)) name = []
  }
  while (name[0] && (stop.has(plain(name[0])) || INSIDE.has(name[0].text))) name = name.slice(1)
  const only = name[0]
  return name.length === 1 && only && (only.text.length < 2 || /^\p{Lu}\.$/u.test(only.text)) ? [] : name
}

function typeOf(value: string, name: readonly EnglishToken[], run: Run, text: string): EntityType {
  const first = name[0] ? plain(name[0]) : ''
  const last = name.at(-1)
  const ending = last ? plain(last) : ''
  if (run.title) return 'person'
  if (knownPlaces('en').has(value)) return 'place'
  if (name.length > 1 && (ORGANISATION_ENDS.has(ending) || ORGANISATION_STARTS.has(first)))
    return 'organisation'
  if (name.length > 1 && (PLACE_ENDS.has(ending) || PLACE_STARTS.has(first))) return 'place'
  const start = name[0]?.start ?? 0
  const before = text.slice(Math.max(0, start - 40), start)
  if (PLACE_HINTS.test(before) && name.length <= 2) return 'place'
  const says = PERSON_VERBS.has(run.after) || /\b(?:said|asked|replied|added|told)\s+$/.test(before)
  if (says && (name.length === 2 || name.length === 3)) return 'person'
  return 'name'
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
