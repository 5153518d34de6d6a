import { documentChannel } from '#server/contracts/collaboration.ts'
import type { Bus, BusListener } from '#server/platform/bus.ts'

type Group = { pages: number; listening: Promise<() => void> }

/** The channels of the pages that are open in this process, each listened to once however many pages of its group are. */
export class PageChannels {
  readonly #bus: Pick<Bus, 'listen'>
  readonly #listener: BusListener
  readonly #groups = new Map<string, Group>()

  constructor(bus: Pick<Bus, 'listen'>, listener: BusListener) {
    this.#bus = bus
    this.#listener = listener
  }

  /** A page is opened. Resolves once every later signal of it is heard; `onResume` of the bus says so after a gap. */
  async enter(documentId: string): Promise<void> {
    const channel = documentChannel(documentId)
    const group = this.#groups.get(channel) ?? {
      pages: 0,
      listening: this.#bus.listen(channel, this.#listener),
    }
    group.pages++
    this.#groups.set(channel, group)
    await group.listening
  }

  /** A page that was entered is closed. */
  leave(documentId: string): void {
    const channel = documentChannel(documentId)
    const group = this.#groups.get(channel)
    if (!group || --group.pages > 0) return
    this.#groups.delete(channel)
    void group.listening.then((stop) => stop())
  }

  close(): void {
    for (const { listening } of this.#groups.values()) void listening.then((stop) => stop())
    this.#groups.clear()
  }
}
