import { AppError } from './errors.ts'

/**
 * Work that is too heavy to be done twice at once in a process: one at a time, in the order of the questions. Who asks what is being
 * answered shares the answer. Beyond `most` open questions more are refused: whoever waits in a long line is gone before its end.
 */
export class SharedTurns<Answer> {
  readonly #most: number
  readonly #open = new Map<string, Promise<Answer>>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(most: number) {
    this.#most = most
  }

  /** The answer to a question, by its name. Throws `unavailable` where too many wait, and what `work` throws. */
  async take(question: string, work: () => Promise<Answer>): Promise<Answer> {
    const known = this.#open.get(question)
    if (known !== undefined) return await known
    if (this.#open.size >= this.#most)
      throw new AppError('unavailable', 'Too many long histories are being read just now. Try again soon.', {
        retryAfter: 5,
      })
    const answer = this.#last.then(work).finally(() => this.#open.delete(question))
    this.#open.set(question, answer)
    // Whoever asked hears of a failure; the next in line begins all the same.
    this.#last = answer.catch(() => {})
    return await answer
  }
}
