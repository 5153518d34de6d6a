import { englishModel } from './english-model.ts'
import { countWords } from './split-words.ts'

export type Sentence = {
  text: string
  words: number
  /** Number of the paragraph, counted from 0. */
  paragraph: number
  /** True for the first sentence of its paragraph. */
  opening: boolean
  /** True when it ends as sentences end; headings and list items do not. */
  complete: boolean
}

// A sentence longer than this would eat a summary's whole budget (the preamble of the UDHR has 300 words): split at clauses.
const LONGEST = 45
// A clause shorter than this says too little alone.
const SHORTEST_CLAUSE = 8
const CLAUSE_END =
  /(?<=[;:；：])\s*|\s+[-–—]\s+|(?<=[,，、])\s*(?=(?:and|but|or|so|yet|which|while|whereas|because|although|though|since|und|aber|oder|sondern|weil|während|et|mais|ou|parce|tandis|y|pero|o|porque|mientras|e|ma|perché)\b|Whereas\b)/u
const COMMA = /(?<=[,，、])\s*/u
const COMPLETE = /[.!?…。！？।؟]["'”’»)\]]*$/u

/** The sentences of a text in order. Line breaks end a sentence only where a line is a heading, an item or a paragraph's end. */
export function splitSentences(text: string, language: string): Sentence[] {
  const sentences: Sentence[] = []
  let number = 0
  for (const paragraph of splitParagraphs(text)) {
    let opening = true
    for (const sentence of sentencesOf(paragraph, language))
      for (const part of splitLong(sentence, language)) {
        const words = countWords(part, language)
        if (words === 0) continue
        sentences.push({ text: part, words, paragraph: number, opening, complete: COMPLETE.test(part) })
        opening = false
      }
    number += 1
  }
  return sentences
}

function splitParagraphs(text: string): string[] {
  const paragraphs: string[] = []
  let open: string[] = []
  const close = () => {
    if (open.length > 0) paragraphs.push(open.join(' '))
    open = []
  }
  for (const raw of text.split(/\r?\n|\u2028|\u2029/)) {
    const line = raw.replaceAll(/\s+/g, ' ').trim()
    if (line === '') close()
    else if (/^(?:#{1,6} |[-*•] |\d+[.)] )/.test(line)) {
      close()
      paragraphs.push(line.replace(/^(?:#{1,6} |[-*•] |\d+[.)] )/, ''))
    } else {
      // A line that ends a sentence may end a paragraph too: pages come with one line break between their blocks.
      open.push(line)
      if (COMPLETE.test(line)) close()
    }
  }
  close()
  return paragraphs
}

function sentencesOf(paragraph: string, language: string): string[] {
  if (language === 'en') return englishModel().readDoc(paragraph).sentences().out()
  const segmenter = new Intl.Segmenter(language === 'und' ? 'en' : language, { granularity: 'sentence' })
  return Array.from(segmenter.segment(paragraph), ({ segment }) => segment.trim())
}

/** Splits a long sentence at its clauses, then at commas, and makes each part end as a sentence does. */
function splitLong(sentence: string, language: string): string[] {
  if (countWords(sentence, language) <= LONGEST) return [sentence]
  let parts = joinShort(sentence.split(CLAUSE_END), language)
  parts = parts.flatMap((part) =>
    countWords(part, language) > LONGEST ? joinShort(part.split(COMMA), language) : [part],
  )
  return parts.length === 1 ? parts : parts.map(closeClause)
}

function joinShort(parts: readonly string[], language: string): string[] {
  const joined: string[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (last !== undefined && countWords(last, language) < SHORTEST_CLAUSE)
      joined[joined.length - 1] = `${last} ${part}`
    else if (part.trim() !== '') joined.push(part)
  }
  const tail = joined.at(-1)
  if (joined.length > 1 && tail !== undefined && countWords(tail, language) < SHORTEST_CLAUSE) {
    joined.pop()
    joined[joined.length - 1] = `${joined.at(-1)} ${tail}`
  }
  return joined
}

function closeClause(part: string): string {
  const text = part.trim().replace(/[,;:，；：、\s]+$/u, '')
  const [first = ''] = text
  return `${first.toLocaleUpperCase()}${text.slice(first.length)}${COMPLETE.test(text) ? '' : '.'}`
}
