import { splitWords } from '../local-engine/split-words.ts'
import { stopWords } from '../local-engine/stop-words.ts'
import { measured, notChecked, type Observation } from './signals.ts'

const REFUSAL =
  /^(?:["'\s]*)(?:i(?:'m| am) (?:sorry|unable|not able)|sorry,? (?:but )?i|i (?:cannot|can't|can not|won't|will not) (?:help|assist|comply|summari[sz]e|provide|fulfil|do that)|as an ai\b|es tut mir leid|je suis désolé|lo siento)/i
const TOO_SHORT_TO_TELL = 12

/** True for the usual ways in which a model declines. */
export function isRefusal(text: string): boolean {
  return REFUSAL.test(text.replaceAll('’', "'"))
}

const DECLINES =
  /\b(?:can(?:no|'|’)?t|can not|unable|not able|won['’]t|will not|as an ai|kann\b.{0,60}\bnicht|ne (?:peux|suis) pas|no puedo)\b/i
// A model that declines says so at once; what comes later belongs to the text.
const DECLINED_WITHIN = 200

/** True where a model declines to work on a text: a letter that begins with "I am sorry" is none. */
export function isRefusalToWork(text: string): boolean {
  return isRefusal(text) && DECLINES.test(text.slice(0, DECLINED_WITHIN))
}

/** The numbers of a text, without the signs between thousands. */
export function numbersOf(text: string): string[] {
  return (text.normalize('NFKC').match(/\p{N}+(?:[.,:]\p{N}+)*/gu) ?? []).map((n) => n.replaceAll(',', ''))
}

/** Capitalised words that do not begin a sentence. */
export function namesOf(text: string): string[] {
  return [...text.matchAll(/(?<![.!?…:"“«\n]\s*|^\s*)\p{Lu}\p{L}+/gu)].map(([name]) => name)
}

/**
 * Whether the source reads like language at all: in any language a quarter or more of running text are function words,
 * in noise next to none. What is made of noise is noise, however well it is made.
 */
export function readableInput(text: string, language: string): Observation {
  const words = splitWords(text, language).filter(({ folded }) => /\p{L}/u.test(folded))
  if (words.length < TOO_SHORT_TO_TELL)
    return measured(
      'input',
      words.length / TOO_SHORT_TO_TELL,
      { good: 1, weak: 0.5 },
      'the text has only a few words',
      {
        weight: 2,
      },
    )
  const stop = stopWords(language === 'und' ? 'en' : language)
  if (stop.size === 0)
    return notChecked('input', 'whether the text is readable cannot be told in this language')
  const share = words.filter(({ folded }) => stop.has(folded)).length / words.length
  const note =
    share >= 0.2
      ? 'the text reads like language'
      : 'the text hardly reads like language: few of the small words that hold sentences together'
  return measured('input', share, { good: 0.2, weak: 0.1 }, note, { weight: 3 })
}
