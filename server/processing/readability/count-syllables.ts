import { syllable } from 'syllable'

/** Languages whose syllables are counted. */
export const SYLLABLE_LANGUAGES: ReadonlySet<string> = new Set(['en', 'de', 'es'])

// A syllable is a run of vowels.
const GERMAN = /(?:ei|ai|au|äu|eu|ie|aa|ee|oo|[aeiouyäöü])/giu
// Each open or accented vowel is the heart of one; a closed one only where it stands beside none of these.
const SPANISH_GLIDE = /(?<=[aeoáéóíú])[iuüy]|[iuüy](?=[aeoáéóíú])/giu
const SPANISH = /[aeoáéóíú]|[iuüy]+/giu

/** The syllables of a word, at least one: English by rules and exceptions (`syllable`), German and Spanish by their vowels. */
export function countSyllables(word: string, language: string): number {
  if (language === 'en') return Math.max(1, syllable(word))
  const hearts = language === 'es' ? word.replaceAll(SPANISH_GLIDE, '').match(SPANISH) : word.match(GERMAN)
  return Math.max(1, hearts?.length ?? 0)
}
