import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Config } from '#server/platform/config/config.ts'

/** Sessions last 30 days from signing in; they are not prolonged, so a stolen one ends too. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60

/** `__Host-` makes browsers refuse a cookie that a sub-domain or plain HTTP planted; it needs https. */
export function sessionCookieName(config: Pick<Config, 'publicUrl'>): string {
  return isHttps(config) ? '__Host-weft-session' : 'weft-session'
}

export function isHttps(config: Pick<Config, 'publicUrl'>): boolean {
  return config.publicUrl.startsWith('https:')
}

/** The secret that signs cookies. Throws where the supervisor has not given one: an unsigned session would be forgeable. */
export function signingSecret(config: Pick<Config, 'secret'>): string {
  if (!config.secret) throw new Error('sessions need config.secret; the supervisor sets WEFT_SECRET')
  return config.secret
}

/** The value of our session cookie in a Cookie header, still signed; undefined when there is none. */
export function readSessionCookie(config: Pick<Config, 'publicUrl'>, header: string): string | undefined {
  return readCookie(header, sessionCookieName(config))
}

/** The Set-Cookie line that takes our session cookie from a browser. */
export function clearedSession(config: Pick<Config, 'publicUrl'>): string {
  const secure = isHttps(config) ? '; Secure' : ''
  return `${sessionCookieName(config)}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure}`
}

/** The value of a cookie in a Cookie header; undefined when there is none of the name. */
export function readCookie(header: string, name: string): string | undefined {
  const start = `${name}=`
  for (const part of header.split(';')) {
    const pair = part.trim()
    if (pair.startsWith(start)) return pair.slice(start.length)
  }
  return undefined
}

/** The token inside a signed value (`token.signature`, as better-auth signs), or undefined when the signature is not ours. */
export function verifySessionCookie(secret: string, value: string): string | undefined {
  const signed = decode(value)
  const dot = signed.lastIndexOf('.')
  if (dot < 1) return undefined
  const token = signed.slice(0, dot)
  const expected = Buffer.from(signature(secret, token))
  const given = Buffer.from(signed.slice(dot + 1))
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
}

/** The signed value of a session cookie, equal to what better-auth sets. */
export function signSessionToken(secret: string, token: string): string {
  return encodeURIComponent(`${token}.${signature(secret, token)}`)
}

function signature(secret: string, token: string): string {
  return createHmac('sha256', secret).update(token).digest('base64')
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    // A lone `%` is not ours: it fails the signature check like any other foreign value.
    return ''
  }
}
