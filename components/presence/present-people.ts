import type { Awareness } from 'y-protocols/awareness'
import { z } from 'zod'
import { PresentPerson } from '#server/contracts/collaboration.ts'

const Present = z.object({ user: PresentPerson, job: z.undefined().optional() })

/**
 * Everybody else on the page, each once however many tabs they have, by name; jobs are no people. What others say of themselves is
 * parsed: a state without a user is a connection that has not introduced itself.
 */
export function otherPeople(
  awareness: Pick<Awareness, 'getStates' | 'clientID'>,
  myId: string,
): PresentPerson[] {
  const people = new Map<string, PresentPerson>()
  for (const [client, state] of awareness.getStates()) {
    if (client === awareness.clientID) continue
    const { data } = Present.safeParse(state)
    if (data && data.user.id !== myId) people.set(data.user.id, data.user)
  }
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
}

/** What changed between two lists, as a sentence to announce; undefined when nobody came or left. */
export function describeArrivals(
  before: readonly PresentPerson[],
  now: readonly PresentPerson[],
): string | undefined {
  const came = without(now, before)
  const left = without(before, now)
  const parts = [came.length > 0 && `${names(came)} joined`, left.length > 0 && `${names(left)} left`]
  return parts.filter(Boolean).join('; ') || undefined
}

function without(list: readonly PresentPerson[], other: readonly PresentPerson[]): PresentPerson[] {
  const known = new Set(other.map(({ id }) => id))
  return list.filter(({ id }) => !known.has(id))
}

function names(people: readonly PresentPerson[]): string {
  const [first, second] = people
  if (!first) return 'Nobody'
  if (!second) return first.name
  return people.length === 2
    ? `${first.name} and ${second.name}`
    : `${first.name} and ${people.length - 1} others`
}
