import type { Person, Visitor } from '#server/contracts/actors.ts'
import type { PersonLook } from './presence.ts'

/** Who sits on a page: somebody with an account, or a visitor who followed a link. */
export type Attendee = Person | Visitor

/** Under this id a person or visitor is counted, seen by others and kept as an author. */
export function attendeeId(attendee: Attendee): string {
  return attendee.kind === 'person' ? attendee.userId : attendee.visit.visitorId
}

/** The session or key that delivers; visitors have neither. */
export function deliveredBy(attendee: Attendee): string | undefined {
  if (attendee.kind !== 'person') return undefined
  const { via } = attendee
  return via.type === 'session' ? via.sessionId : via.keyId
}

/** How a visitor looks: nobody has said more about them than that they are there. Their colour is always the same. */
export function visitorLook({ visit }: Visitor): PersonLook {
  return { name: 'Visitor', hue: Number.parseInt(visit.visitorId.slice(0, 6), 16) % 360, avatar: null }
}
