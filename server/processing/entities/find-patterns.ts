import type { Entity, EntityType } from '#server/contracts/text-kinds.ts'

const NUMBER = String.raw`\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?`
const SCALE = String.raw`(?:\s?(?:thousand|million|billion|trillion|Tausend|Millionen|Milliarden|Mio\.?|Mrd\.?|millions?|milliards?|millones|k|m|bn)\b)?`
const CODE = 'USD|EUR|GBP|CHF|JPY|CNY|SEK|NOK|DKK|PLN|CZK|AUD|CAD|INR|BRL'
const CURRENCY_WORD = 'dollars?|euros?|pounds?|francs?|crowns?|yen|rupees?|cents?|Euro|Franken|Kronen|pesos?'

/**
 * What has the same form in every language, in the order in which an earlier pattern takes a place before a later one. No
 * pattern nests repetitions, so that none can be made to run long by what a text holds.
 */
const PATTERNS: readonly [EntityType, RegExp][] = [
  ['url', /\b(?:https?:\/\/|www\.)[^\s<>"'“”()[\]{}]{2,500}/giu],
  ['email', /(?<![\w.+-])[\w.+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,5}\p{L}{2,24}/gu],
  ['money', new RegExp(String.raw`(?:[$€£¥₹]|\b(?:US\$|${CODE})) ?(?:${NUMBER})${SCALE}`, 'gu')],
  [
    'money',
    new RegExp(
      String.raw`(?<![\p{L}\d.,])(?:${NUMBER})${SCALE} ?(?:[€£¥₹$]|(?:${CODE}|${CURRENCY_WORD})\b)`,
      'gu',
    ),
  ],
  [
    'percent',
    new RegExp(
      String.raw`(?<![\p{L}\d.,])[-−+]?(?:${NUMBER})\s?(?:%|‰|percent\b|per cent\b|Prozent\b|pour cent\b)`,
      'gu',
    ),
  ],
  ['date', /(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)/gu],
  ['date', /(?<![\d.])(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:\d{4}|\d{2})(?!\d)/gu],
  ['date', /(?<![\d/])(?:0?[1-9]|[12]\d|3[01])\/(?:0?[1-9]|[12]\d|3[01])\/(?:\d{4}|\d{2})(?![\d/])/gu],
  [
    'time',
    /(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?(?:[ap]\.m\.|[ap]m|Uhr)(?!\p{L}))?(?![\d:])/giu,
  ],
  ['phone', /(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[ ./-]?\(?\d{1,5}\)?){2,6}(?!\d)/gu],
  ['phone', /(?<![\w+])\(?0\d{2,5}\)?[ /-]\d{3,4}(?:[ -]?\d{2,5}){1,2}(?!\d)/gu],
  ['phone', /(?<![\w+-])\(?\d{3}\)?[ -]\d{3}-\d{4}(?!\d)/gu],
  ['hashtag', /(?<![\w&#])#(?=\p{L})[\p{L}\p{N}_]{2,100}/gu],
  ['mention', /(?<![\w@.])@(?=\p{L})[\p{L}\p{N}_]{2,60}(?![\w.]*@)/gu],
]

/** Addresses, amounts, dates in figures and the like, in the order of the text; of two that overlap, the surer pattern's. */
export function findPatterns(text: string): Entity[] {
  const found: Entity[] = []
  for (const [type, pattern] of PATTERNS)
    for (const match of text.matchAll(pattern)) {
      const value = type === 'url' ? match[0].replace(/[.,;:!?]+$/, '') : match[0].trim()
      const start = match.index + match[0].indexOf(value)
      found.push({ type, text: value, start, end: start + value.length })
    }
  return found
}
