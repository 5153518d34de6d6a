import type { Readers, RewriteKind, Tone } from '#server/contracts/rewrite-kinds.ts'
import { countWords } from '../local-engine/split-words.ts'
import type { TextRequest } from '../provider.ts'

export type RewriteRequest = Extract<TextRequest, { kind: RewriteKind }>

const FORM =
  'Keep its headings, lists with their numbers, tables, code, links and [!NOTE] frames where it has them, written as Markdown; a backslash before a sign keeps it a word, <u> underlines. Answer with the new text alone: no preface, no remarks, no fence around it.'
const KEEP = 'Keep its meaning, every fact, name and number, and its language.'

const TONE_WORDS: Readonly<Record<Tone, string>> = {
  formal: 'formal and precise, as in a letter to an authority',
  friendly: 'warm and friendly, as to a colleague one likes',
  plain: 'plain: short sentences, everyday words, active verbs',
  confident: 'confident and direct, without hedging, and without claiming more than it says',
  diplomatic: 'diplomatic: considerate, without blame, and still clear',
  enthusiastic: 'enthusiastic, without exaggerating what it says',
}
const READER_WORDS: Readonly<Record<Readers, string>> = {
  newcomer: 'an educated reader who is new to its subject; say what its terms mean',
  child: 'a child of ten years; use simple words and an everyday comparison where one helps',
  specialist: 'a specialist who wants its argument, its assumptions and what they imply',
}

/** What a model is told to do with a text that it writes anew. */
export function rewriteTask(request: RewriteRequest): string {
  switch (request.kind) {
    case 'improve':
      return `Improve the writing of the text: clearer, more fluent, without repetitions, in about the same length and the same tone. ${KEEP} ${FORM}`
    case 'fix-grammar':
      return `Correct the spelling, the grammar and the punctuation of the text. Change nothing else: not its wording, its tone or its order. ${KEEP} ${FORM}`
    case 'shorter':
      return `Rewrite the text in about ${wordsAt(request.text, request.percent)} words. Leave out what matters least; add nothing. ${KEEP} ${FORM}`
    case 'longer':
      return `Rewrite the text in about ${wordsAt(request.text, request.percent)} words, by saying more fully what it says. Add no fact, name or number that it does not state. ${KEEP} ${FORM}`
    case 'change-tone':
      return `Rewrite the text so that its tone is ${TONE_WORDS[request.tone]}. ${KEEP} ${FORM}`
    case 'translate':
      return `Translate the text into ${languageWords(request.language)}, all of it, as a native writer would put it. Keep every fact, name and number; leave code and addresses as they are. ${FORM}`
    case 'explain':
      return `Explain the text to ${READER_WORDS[request.readers]}. Write in the language of the text. Say nothing about its subject that the text does not say or that is not common knowledge. Answer with the explanation alone, in Markdown where a list or a heading helps.`
  }
}

function wordsAt(text: string, percent: number): number {
  return Math.max(5, Math.round((countWords(text, 'en') * percent) / 100))
}

/** "Brazilian Portuguese (pt-BR)": the name, and the code for what names leave open. */
function languageWords(tag: string): string {
  const [canonical = tag] = Intl.getCanonicalLocales(tag)
  const name = new Intl.DisplayNames('en', { type: 'language' }).of(canonical) ?? canonical
  return name === canonical ? canonical : `${name} (${canonical})`
}
