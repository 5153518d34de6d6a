import { sumOfLetters } from './passage-words.ts'

/**
 * Words that stand together in one sentence of one line, or a picture, and name the same source: the least of a page that is judged by
 * itself, so that made-up words beside genuine ones have a verdict of their own.
 */
export type Stretch = {
  taskId: string
  /** Without white space; none of a picture. */
  letters: string
  words: number
  /** The attachment, of a picture. */
  picture: string | undefined
  /** True when no other words stand between it and the stretch before it, which names the same source. */
  joins: boolean
  /** Where it stands, as its reader counts. */
  from: number
  to: number
}

/** A sum by which stretches that stand together are known again. */
export function sumOfStretches(stretches: readonly Pick<Stretch, 'letters' | 'picture'>[]): string {
  return sumOfLetters(stretches.map(({ letters, picture = '' }) => letters + picture).join(''))
}

// What a word ends with that ends a sentence; a mark of quotation or a bracket may follow.
const SENTENCE_END = /[.!?…][\p{Pe}\p{Pf}"']{0,3}$/u
const TAIL = 8

/** Collects the stretches of a page from whoever walks it, in its order: the shared document on the server, the editor's in the browser. */
export class StretchReader {
  readonly stretches: Stretch[] = []
  /** All words, whoever wrote them. */
  words = 0
  #last: unknown
  #open = false
  #tail = ''

  /** A block begins: no word and no sentence goes on into it. */
  line(): void {
    this.#open = false
    this.#tail = ''
  }

  picture(attachmentId: unknown, taskId: unknown, at = 0): void {
    if (typeof taskId !== 'string') return
    const picture = String(attachmentId)
    this.stretches.push({ taskId, letters: '', words: 0, picture, joins: false, from: at, to: at + 1 })
    this.#open = false
  }

  /** `at` is where the text begins. */
  text(text: string, taskId: unknown, at = 0): void {
    for (const { 0: token, index } of text.matchAll(/\s+|\S+/g)) {
      if (/^\s/.test(token)) {
        if (SENTENCE_END.test(this.#tail)) this.#open = false
        this.#tail = ''
        continue
      }
      // A word of which a part has another mark is one word, of whoever began it.
      const words = this.#tail === '' ? 1 : 0
      this.#tail = (this.#tail + token).slice(-TAIL)
      this.words += words
      this.#add(token, words, taskId, at + index)
    }
  }

  #add(letters: string, words: number, taskId: unknown, from: number): void {
    const joins = this.#last === taskId
    this.#last = taskId
    if (typeof taskId !== 'string') return
    const open = this.#open && joins ? this.stretches.at(-1) : undefined
    const to = from + letters.length
    this.#open = true
    if (!open) this.stretches.push({ taskId, letters, words, picture: undefined, joins, from, to })
    else {
      open.letters += letters
      open.words += words
      open.to = to
    }
  }
}
