import { syllable } from 'syllable'

/** Languages whose syllables are counted. */
export const SYLLABLE_LANGUAGES: ReadonlySet<string> = new Set(['en', 'de', 'es'])

// A syllable is a run of vowels in German; in Spanish only a closed vowel without accent joins its neighbour.
const GERMAN = /(?:ei|ai|au|äu|eu|ie|aa|ee|oo|[aeiouyäöü])/giu
const SPANISH = /(?:[iuü]?[aeoáéó][iuy]?(?![áéíóú])|[iíuúü]|y\b)/giu

/** The syllables of a word, at least one: English by rules and exceptions (`syllable`), German and Spanish by their vowels. */
export function countSyllables(word: string, language: string): number {
  if (language === 'en') return Math.max(1, syllable(word))
  const vowels = language === 'es' ? SPANISH : GERMAN
  return Math.max(1, word.match(vowels)?.length ?? 0)
}
