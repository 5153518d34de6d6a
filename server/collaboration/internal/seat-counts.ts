import { LIMITS } from '#server/contracts/collaboration.ts'
import { type Attendee, attendeeId } from './attendee.ts'

/** Who wants a seat, where, and of a visitor from which address. */
type Comer = { attendee: Attendee; documentId: string; from?: string }

/** A seat that is counted until `release`; `tooMany` says in words which limit it is beyond. */
type TakenSeat = { release: () => void; tooMany: string | undefined }

/**
 * Counts the sockets of a process. People are counted by themselves. A visitor is somebody else with each new cookie, which
 * costs nothing: so they are counted by the address from which they come too, and by the page, so that however many hold a
 * link, the people of the workspace find room.
 */
export class SeatCounts {
  readonly #counts = new Map<string, number>()

  take(comer: Comer): TakenSeat {
    const limits = limitsOf(comer)
    let tooMany: string | undefined
    for (const { key, most, words } of limits) {
      const count = (this.#counts.get(key) ?? 0) + 1
      this.#counts.set(key, count)
      if (count > most) tooMany ??= `at most ${most} ${words}`
    }
    return {
      tooMany,
      release: () => {
        for (const { key } of limits) this.#release(key)
      },
    }
  }

  #release(key: string): void {
    const left = (this.#counts.get(key) ?? 1) - 1
    if (left > 0) this.#counts.set(key, left)
    else this.#counts.delete(key)
  }
}

function limitsOf({ attendee, documentId, from = 'unknown' }: Comer) {
  const own = {
    key: `of ${attendeeId(attendee)}`,
    most: LIMITS.socketsPerPerson,
    words: 'open pages a person',
  }
  if (attendee.kind === 'person') return [own]
  return [
    own,
    { key: `from ${from}`, most: LIMITS.visitorsPerAddress, words: 'visitors from one address' },
    { key: `on ${documentId}`, most: LIMITS.visitorsPerDocument, words: 'visitors of a page' },
  ]
}
