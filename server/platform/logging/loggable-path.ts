const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const SECRET_LENGTH = 20

/**
 * What of a request's address may be logged where nobody knows its route: no query, and none of the parts that are long enough
 * to be a secret (the token of an invitation) and are no id.
 */
export function loggablePath(url: string | undefined): string {
  const [path = ''] = (url ?? '').split(/[?#]/, 1)
  const parts = path
    .split('/')
    .map((part) => (part.length < SECRET_LENGTH || UUID.test(part) ? part : '[long]'))
  return parts.join('/').slice(0, 200)
}
