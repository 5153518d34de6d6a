import { countedAddress } from '#server/platform/front-door/counted-address.ts'

/**
 * The address that a limit counts. The public process in front sets X-Forwarded-For to the one address that it saw and
 * drops what a client sent; should a list arrive all the same, only its last entry came from our side.
 * Without any address all share one count.
 */
export function clientAddress(headers: Headers): string {
  return countedAddress(headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '')
}
