import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import type { Contestant } from './contestants.ts'
import { LoadClient } from './load-client.ts'

export const BYTES_PER_SECOND = 3_000_000
const PASTE = 60_000

/** A page in which somebody pastes and deletes, 3 MB/s; one reader's waits are counted. */
export class PastedPage {
  readonly #contestant: Contestant
  readonly #documentId: string
  readonly #doc = new Y.Doc()
  readonly #clients: LoadClient[] = []
  readonly #sentAt = new Map<number, number>()
  #waits: number[] = []
  #pastes = 0

  private constructor(contestant: Contestant, documentId: string) {
    this.#contestant = contestant
    this.#documentId = documentId
  }

  static async open(contestant: Contestant): Promise<PastedPage> {
    const page = new PastedPage(contestant, await contestant.newDocument())
    const writer = await page.join()
    page.#doc.on('update', (update: Uint8Array) => writer.socket.write(writer.frameOf(update)))
    await page.join((data, start, end) => page.#hear(data, start, end))
    return page
  }

  /** One more client, once it has the page. */
  async join(update?: (data: Buffer, start: number, end: number) => void): Promise<LoadClient> {
    const { port } = this.#contestant
    const dialect = this.#contestant.dialect(this.#documentId, this.#clients.length % 4)
    const client = new LoadClient(port, dialect, update ? { update } : {})
    this.#clients.push(client)
    await client.synced
    return client
  }

  /** Pastes for so many seconds, and calls `eachSecond` at about every second of them. */
  async paste(seconds: number, eachSecond?: (elapsed: number) => Promise<void>): Promise<void> {
    const title = this.#doc.getText('title')
    const [began, first] = [performance.now(), this.#pastes]
    let next = 0
    for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1000) {
      for (; (this.#pastes - first) * PASTE < elapsed * BYTES_PER_SECOND; this.#pastes++) {
        this.#sentAt.set(this.#pastes, performance.now())
        this.#doc.transact(() => {
          title.delete(0, title.length)
          title.insert(0, `<${this.#pastes}>${'x'.repeat(PASTE)}`)
        })
      }
      await pause(5)
      if (elapsed < next) continue
      next += 1
      await eachSecond?.(elapsed)
    }
  }

  /** Milliseconds from each paste to the reader, since it was last asked. */
  takeWaits(): number[] {
    const taken = this.#waits
    this.#waits = []
    return taken
  }

  close(): void {
    for (const { socket } of this.#clients) socket.end()
  }

  #hear(data: Buffer, start: number, end: number): void {
    const [, number] = /<(\d+)>/.exec(data.toString('latin1', start, Math.min(end, start + 200))) ?? []
    const sent = this.#sentAt.get(Number(number))
    if (sent !== undefined) this.#waits.push(performance.now() - sent)
  }
}
