import snowball from 'snowball-stemmers'

// ISO 639-1 to the name of the Snowball algorithm (https://snowballstem.org).
const ALGORITHM: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  cs: 'czech',
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hu: 'hungarian',
  hy: 'armenian',
  it: 'italian',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sl: 'slovene',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
}
const stemmers = new Map<string, { stem(word: string): string }>()

/** The Snowball stem of a lower-case word; the word itself in languages without a stemmer. */
export function stemWord(word: string, language: string): string {
  const algorithm = ALGORITHM[language]
  if (!algorithm) return word
  let stemmer = stemmers.get(algorithm)
  if (!stemmer) {
    stemmer = snowball.newStemmer(algorithm)
    stemmers.set(algorithm, stemmer)
  }
  return stemmer.stem(word)
}
