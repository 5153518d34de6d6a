/** What happened, in order: always as one number, which two runs of a seed must share, and on demand as lines to read. */
export class Trace {
  readonly #lines: string[] | undefined
  #hash = 0x811c9dc5

  constructor(keep: boolean) {
    this.#lines = keep ? [] : undefined
  }

  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0')
  }

  get lines(): readonly string[] {
    return this.#lines ?? []
  }

  get isKept(): boolean {
    return this.#lines !== undefined
  }

  note(now: number, who: string, what: string, detail: string | number = ''): void {
    this.#mix(`${now}|${who}|${what}|${detail}`)
    this.#lines?.push(`${now.toFixed(2).padStart(10)}  ${who.padEnd(10)} ${what} ${detail}`)
  }

  /** A line for who reads the story; whether it is kept changes nothing of the history's number. */
  remark(now: number, who: string, what: string): void {
    this.#lines?.push(`${now.toFixed(2).padStart(10)}  ${who.padEnd(10)} ${what}`)
  }

  /** FNV-1a over the code units: quick, and any difference in any word of the history changes it. */
  #mix(text: string): void {
    let hash = this.#hash
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    this.#hash = hash
  }
}
