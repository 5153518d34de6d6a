const segmenters = new Map<string, Intl.Segmenter>()
const SPACELESS = new Set(['zh', 'ja', 'th', 'lo', 'km', 'my'])

/** A word of a text: as written, folded for comparison, and where it stands. */
export type Word = { text: string; folded: string; start: number; end: number }

function segmenterOf(language: string): Intl.Segmenter {
  let segmenter = segmenters.get(language)
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language === 'und' ? 'en' : language, { granularity: 'word' })
    segmenters.set(language, segmenter)
  }
  return segmenter
}

/** The words of a text by the rules of Unicode (UAX 29), for languages without spaces by ICU's dictionaries. */
export function splitWords(text: string, language: string): Word[] {
  const words: Word[] = []
  for (const { segment, index, isWordLike } of segmenterOf(language).segment(text))
    if (isWordLike)
      words.push({
        text: segment,
        folded: segment.normalize('NFKC').toLowerCase().replaceAll('’', "'"),
        start: index,
        end: index + segment.length,
      })
  return words
}

export function countWords(text: string, language: string): number {
  let count = 0
  for (const { isWordLike } of segmenterOf(language).segment(text)) if (isWordLike) count += 1
  return count
}

/** What stands between two words or sentences of the language. */
export function wordSpace(language: string): '' | ' ' {
  return SPACELESS.has(language) ? '' : ' '
}
