import { documentRoles } from '#server/access/document-role.ts'
import { renewPeople } from '#server/accounts/renew-people.ts'
import type { DocumentRole } from '#server/contracts/actors.ts'
import { CLOSE } from '#server/contracts/collaboration.ts'
import type { Context } from '#server/platform/context.ts'
import type { Attendee } from './attendee.ts'
import type { Connection } from './connection.ts'
import type { Room } from './room.ts'

export type Seat = { room: Room; connection: Connection }

const SEATS_PER_STATEMENT = 2_000

/**
 * Asks again for every seat whether its holder may still sit there: three statements for thousands of sockets. Whoever lost
 * the session or the access is put out at once and is not seen in the room any more; a role, name or look that changed is told.
 * Throws when the database is away; then nobody's access has been found lost, and nothing can be saved either.
 */
export async function recheckAccess(ctx: Context, seats: readonly Seat[]): Promise<void> {
  for (let start = 0; start < seats.length; start += SEATS_PER_STATEMENT)
    await recheckSome(ctx, seats.slice(start, start + SEATS_PER_STATEMENT))
}

async function recheckSome(ctx: Context, seats: readonly Seat[]): Promise<void> {
  const people = await renewPeople(
    ctx,
    seats.flatMap(({ connection: { attendee } }) => (attendee.kind === 'person' ? [attendee] : [])),
  )
  const held = seats.flatMap((seat): (Seat & { actor: Attendee }) | [] => {
    const { attendee } = seat.connection
    // A visitor is what the link says, and that is asked below.
    if (attendee.kind !== 'person') return { ...seat, actor: attendee }
    const renewed = people.get(attendee)
    if (!renewed) {
      seat.room.expel(seat.connection, CLOSE.signInRequired, 'please sign in')
      return []
    }
    seat.connection.changeLook({ name: renewed.person.name, ...renewed.look })
    return { ...seat, actor: renewed.person }
  })
  const roles = await documentRoles(
    ctx,
    held.map(({ actor, room }) => ({ actor, documentId: room.documentId })),
  )
  for (const [index, seat] of held.entries()) seatAgain(seat, roles[index])
}

function seatAgain({ room, connection }: Seat, role: DocumentRole | undefined): void {
  if (!connection.isOpen) return
  if (role) room.changeRole(connection, role)
  else room.expel(connection, CLOSE.noAccess, 'no such page, or no access')
}
