import type { ItemEntity } from 'wink-nlp'
import type { Entity, EntityType } from '#server/contracts/text-kinds.ts'
import { englishReader } from '../local-engine/english-model.ts'

/** A token of an English text with its place and its part of speech. */
export type EnglishToken = { text: string; part: string; start: number; end: number }

const TYPES: Readonly<Record<string, EntityType>> = {
  DATE: 'date',
  TIME: 'time',
  DURATION: 'duration',
  MONEY: 'money',
  PERCENT: 'percent',
  CARDINAL: 'number',
  ORDINAL: 'number',
}

/** The tokens of an English text, and the dates, times, lengths of time, amounts and numbers that the model names in it. */
export function readEnglish(text: string): { tokens: EnglishToken[]; entities: Entity[] } {
  const { its, readDoc } = englishReader()
  const doc = readDoc(text)
  const parts = doc.tokens().out(its.pos)
  const tokens: EnglishToken[] = []
  let at = 0
  for (const [index, value] of doc.tokens().out().entries()) {
    const start = text.indexOf(value, at)
    if (start < 0) continue
    at = start + value.length
    tokens[index] = { text: value, part: parts[index] ?? 'X', start, end: at }
  }
  const entities: Entity[] = []
  doc.entities().each((found: ItemEntity) => {
    const type = TYPES[String(found.out(its.type))]
    const span: unknown = found.out(its.span)
    if (!type || !Array.isArray(span)) return
    const first = tokens[Number(span[0])]
    const last = tokens[Number(span[1])]
    if (!first || !last) return
    entities.push({ type, text: text.slice(first.start, last.end), start: first.start, end: last.end })
  })
  return { tokens: tokens.filter(Boolean), entities }
}
