import type { Account } from '../account.ts'
import type { Random } from '../random.ts'
import { countEdits, pending, type } from '../typing.ts'
import { hashOf, readLines, Writer, waitUntil } from '../writer.ts'

const JOIN_MS = 30_000
const SETTLE_MS = 60_000

/** People who type into one page, each over the line that is given for them. */
export class Crowd {
  readonly writers: readonly Writer[]
  readonly #account: Account
  readonly #documentId: string
  readonly #random: Random
  #typing: ReturnType<typeof type> | undefined

  /** @param lines the addresses at which they reach Weft, one for each person */
  constructor(account: Account, documentId: string, lines: readonly string[], random: Random) {
    this.#account = account
    this.#documentId = documentId
    this.#random = random
    this.writers = lines.map((url, index) => new Writer({ ...account, url }, documentId, `w${index}`))
  }

  async join(): Promise<void> {
    await waitUntil(() => this.inStep, JOIN_MS, 'everybody to be in step')
  }

  startTyping(everyMs?: number): void {
    this.#typing = type(this.writers, this.#random, everyMs)
  }

  async stopTyping(): Promise<void> {
    this.#typing?.stopSoon()
    await this.#typing?.done
  }

  /** Resolves with the milliseconds until everything typed is acknowledged and everybody sees the same. */
  async settle(ms = SETTLE_MS): Promise<number> {
    const begun = performance.now()
    await waitUntil(
      () => pending(this.writers) === 0,
      ms,
      `${pending(this.writers)} edits to be acknowledged`,
    )
    const first = (): string => (this.writers[0] ? hashOf(this.writers[0].doc) : '')
    const equal = () => this.writers.every(({ doc }) => hashOf(doc) === first())
    await waitUntil(equal, ms, 'everybody to see the same')
    return Math.round(performance.now() - begun)
  }

  /** What a newcomer must not find: acknowledged edits that are gone, edits that stand twice, another page than the writers'. */
  async faults(): Promise<string[]> {
    const fresh = await readLines(this.#account, this.#documentId)
    const { lost, doubled } = countEdits(this.writers, fresh.lines)
    return [
      ...lost.map((token) => `acknowledged edit ${token} is gone`),
      ...doubled.map((token) => `edit ${token} stands twice`),
      ...(this.writers.every(({ doc }) => hashOf(doc) === fresh.hash)
        ? []
        : ['a newcomer sees another page']),
    ]
  }

  get typed(): number {
    return this.writers.reduce((sum, { written }) => sum + written.size, 0)
  }

  get inStep(): boolean {
    return this.writers.every(({ synced }) => synced)
  }

  close(): void {
    for (const writer of this.writers) writer.close()
  }
}
