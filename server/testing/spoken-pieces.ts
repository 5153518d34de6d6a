/** The pieces of a streamed answer, as a test lets them be said: who reads waits for the next. */
export class SpokenPieces implements AsyncIterable<string> {
  readonly #said: string[] = []
  #over = false
  #heard = Promise.withResolvers<void>()

  say(...pieces: string[]): void {
    this.#said.push(...pieces)
    this.#wake()
  }

  end(): void {
    this.#over = true
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (let next = 0; ; ) {
      const piece = this.#said[next]
      if (piece !== undefined) {
        next++
        yield piece
      } else if (this.#over) return
      else await this.#heard.promise
    }
  }

  #wake(): void {
    this.#heard.resolve()
    this.#heard = Promise.withResolvers()
  }
}
