import { englishModel } from './english-model.ts'
import { type Sentence, splitSentences } from './split-sentences.ts'
import { splitWords, type Word, wordSpace } from './split-words.ts'
import { stemWord } from './stem-word.ts'
import { stopWords } from './stop-words.ts'
import { wordRarity } from './word-rarity.ts'

export type Keyword = { term: string; weight: number }

const LONGEST_PHRASE = 3
// A word of a chosen phrase stands in the list too only when it stands alone much more often.
const ALONE_FACTOR = 3
// Taggers mistake one use in a few ("the heat pumps cost"): a stem that is a noun this often counts as a noun everywhere.
const NOUN_SHARE = 0.3

type Phrase = { stems: string[]; forms: Map<string, number>; count: number; whole: boolean; score: number }
type Telling = (word: Word, sentence: number) => boolean

/**
 * The `count` most telling terms of a text, of one to three words, best first with weight 1.
 * RAKE's runs between function words (Rose et al. 2010), in English and German narrowed to noun phrases, weighted by how
 * rare their words are in the language; forms of one stem are one term. Pure; no network.
 */
export function extractKeywords(text: string, count: number, language: string): Keyword[] {
  const sentences = splitSentences(text, language)
  const telling = tellingWords(sentences, language)
  const phrases = new Map<string, Phrase>()
  sentences.forEach((sentence, index) => {
    for (const run of runsOf(sentence, index, telling, language)) addRun(phrases, run, language)
  })
  score(phrases, language)
  const usual = [...phrases.values()].filter((phrase) => phrase.whole || phrase.count > 1)
  const ranked = dropContained(usual.sort((a, b) => b.score - a.score))
  const best = ranked[0]?.score ?? 1
  return ranked.slice(0, count).map((phrase) => ({
    term: commonForm(phrase),
    weight: Math.round((phrase.score / best) * 1000) / 1000,
  }))
}

/** Runs of telling words without a function word or a mark between them. */
function runsOf(sentence: Sentence, index: number, telling: Telling, language: string): Word[][] {
  const stop = stopWords(language)
  const runs: Word[][] = []
  let run: Word[] = []
  let end = 0
  const close = () => {
    if (run.length > 0) runs.push(run)
    run = []
  }
  for (const word of splitWords(sentence.text, language)) {
    if (/[^\s'’-]/u.test(sentence.text.slice(end, word.start))) close()
    end = word.end
    if (!stop.has(word.folded) && isTerm(word.folded) && telling(word, index)) run.push(word)
    else close()
  }
  close()
  return runs
}

function isTerm(folded: string): boolean {
  return /\p{L}/u.test(folded) && (folded.length > 2 || /\p{Script=Han}{2}/u.test(folded))
}

/** Which words may stand in a term: of English noun phrases, German capitalised words, elsewhere all. */
function tellingWords(sentences: readonly Sentence[], language: string): Telling {
  if (language === 'de') return (word) => /^\p{Lu}/u.test(word.text)
  if (language !== 'en') return () => true
  const tagged = sentences.map((sentence) => tagWords(sentence.text))
  const uses = new Map<string, { all: number; noun: number }>()
  for (const words of tagged)
    for (const { value, part } of words.values()) {
      const stem = termStem(value.toLowerCase(), language)
      const use = uses.get(stem) ?? { all: 0, noun: 0 }
      use.all += 1
      if (part === 'NOUN' || part === 'PROPN') use.noun += 1
      uses.set(stem, use)
    }
  return (word, sentence) => {
    const tag = tagged[sentence]?.get(word.start)
    if (tag?.beforeNoun) return true
    const use = uses.get(termStem(word.folded, language))
    return use !== undefined && use.noun / use.all >= NOUN_SHARE
  }
}

type Tag = { value: string; part: string; beforeNoun: boolean }

/** Parts of speech by where a word begins; `beforeNoun` marks adjectives that a noun follows. */
function tagWords(text: string): ReadonlyMap<number, Tag> {
  const { its, readDoc } = englishModel()
  const tokens = readDoc(text).tokens()
  const parts = tokens.out(its.pos)
  const tags = new Map<number, Tag>()
  let at = 0
  let adjectives: Tag[] = []
  tokens.out().forEach((value, index) => {
    const start = text.indexOf(value, at)
    if (start < 0) return
    at = start + value.length
    const tag = { value, part: parts[index] ?? 'X', beforeNoun: false }
    tags.set(start, tag)
    if (tag.part === 'ADJ') adjectives.push(tag)
    else {
      if (tag.part === 'NOUN' || tag.part === 'PROPN')
        for (const adjective of adjectives) adjective.beforeNoun = true
      adjectives = []
    }
  })
  return tags
}

function termStem(folded: string, language: string): string {
  return stemWord(folded.replace(/'s$/, ''), language)
}

function addRun(phrases: Map<string, Phrase>, run: readonly Word[], language: string): void {
  for (let size = 1; size <= Math.min(LONGEST_PHRASE, run.length); size += 1)
    for (let from = 0; from + size <= run.length; from += 1) {
      const window = run.slice(from, from + size)
      const stems = window.map((word) => termStem(word.folded, language))
      const key = stems.join(' ')
      const phrase = phrases.get(key) ?? { stems, forms: new Map(), count: 0, whole: false, score: 0 }
      const form = window.map((word) => word.folded.replace(/'s$/, '')).join(wordSpace(language))
      phrase.forms.set(form, (phrase.forms.get(form) ?? 0) + 1)
      phrase.count += 1
      phrase.whole ||= size === run.length || size === 1
      phrases.set(key, phrase)
    }
}

function score(phrases: ReadonlyMap<string, Phrase>, language: string): void {
  const rarity = new Map<string, number>()
  for (const { stems, forms } of phrases.values())
    if (stems.length === 1 && stems[0] !== undefined)
      rarity.set(stems[0], Math.min(...[...forms.keys()].map((form) => wordRarity(form, language))))
  for (const phrase of phrases.values()) {
    const words = phrase.stems.map((stem) => {
      const count = phrases.get(stem)?.count ?? phrase.count
      return Math.log2(1 + count) * (rarity.get(stem) ?? 0)
    })
    const mean = words.reduce((sum, value) => sum + value, 0) / words.length
    // A phrase said once is often an accident; said twice it is a term.
    const habit = phrase.stems.length === 1 ? 1 : phrase.count > 1 ? 1 + 0.35 * phrase.stems.length : 0.9
    phrase.score = mean * habit
  }
}

/** Leaves one term of those that say the same: a phrase and its words, or two phrases that share two words. */
function dropContained(ranked: readonly Phrase[]): Phrase[] {
  const kept: Phrase[] = []
  for (const phrase of ranked) {
    const doubled = kept.some((other) => {
      const shared = phrase.stems.filter((stem) => other.stems.includes(stem)).length
      if (shared === 0) return false
      if (shared === phrase.stems.length) return phrase.count < other.count * ALONE_FACTOR
      if (shared === other.stems.length) return phrase.count < 2
      return shared >= 2
    })
    if (!doubled) kept.push(phrase)
  }
  return kept
}

function commonForm(phrase: Phrase): string {
  const forms = [...phrase.forms].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length)
  return forms[0]?.[0] ?? phrase.stems.join(' ')
}
