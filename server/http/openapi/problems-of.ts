import { ERROR_CODES, type ErrorCode } from '#server/contracts/errors.ts'
import { isSafeMethod } from '../check-origin.ts'
import { isOnceOnly } from '../once-only.ts'
import type { DeclaredRoute } from './collect-routes.ts'

// Of every route: a key that is wrong or stands in the address, too many requests, faults of ours, the database away or slow.
const ALWAYS: ErrorCode[] = ['sign-in-required', 'rate-limited', 'internal', 'unavailable', 'timed-out']

/** What can go wrong on a route: what follows from its declaration and what it declares besides, in the order of statuses. */
export function problemsOf({ method, spec }: Pick<DeclaredRoute, 'method' | 'spec'>): ErrorCode[] {
  const found = new Set<ErrorCode>([...ALWAYS, ...(spec.problems ?? [])])
  // Another site's request, or a key that may only read; a person without a workspace.
  if (!isSafeMethod(method) || spec.access !== 'anonymous') found.add('forbidden')
  if (spec.params || spec.access === 'workspace-owner') found.add('not-found')
  if (spec.query || spec.input) found.add('invalid-input')
  if (spec.input) found.add('too-large').add('unsupported-media')
  if (isOnceOnly(method, spec)) found.add('invalid-input').add('conflict').add('cannot-process')
  if (!isSafeMethod(method)) found.add('storage-full')
  return ERROR_CODES.filter((code) => found.has(code))
}
