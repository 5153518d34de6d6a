import type { Membership, Person } from '#server/contracts/actors.ts'
import { notFound } from '#server/platform/errors.ts'
import { currentWorkspace } from './current-workspace.ts'

/** Who lets people in is for owners; to anybody else these things do not exist. Throws `not-found`. */
export function requireOwner(actor: Person, what: string): Membership {
  const membership = currentWorkspace(actor)
  if (membership.role !== 'owner') throw notFound(what)
  return membership
}

/** Guests see the pages that they were given, and no list of people. Throws `not-found`. */
export function requireInsider(actor: Person, what: string): Membership {
  const membership = currentWorkspace(actor)
  if (membership.role === 'guest') throw notFound(what)
  return membership
}
