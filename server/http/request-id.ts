import { newId } from '#server/platform/ids.ts'

const WELL_FORMED = /^[A-Za-z0-9-]{8,64}$/

/** The caller's X-Request-Id where it can be trusted in a log line, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get('x-request-id')
  return given !== null && WELL_FORMED.test(given) ? given : newId()
}
