import type { Visit } from '#server/contracts/actors.ts'
import type { Config } from '#server/platform/config/config.ts'
import { newSecret, sha256 } from '#server/platform/ids.ts'
import { isHttps, readCookie } from './session-cookie.ts'

/** A browser holds so many links; the one that was followed longest ago goes first. */
const LINKS_MAX = 12
const KEEP_SECONDS = 180 * 24 * 60 * 60
const SECRET = /^[A-Za-z0-9_-]{43}$/

export function linkCookieName(config: Pick<Config, 'publicUrl'>): string {
  return isHttps(config) ? '__Host-weft-links' : 'weft-links'
}

/** What the links that a browser has followed make of it; undefined without any, and for anything that we did not write. */
export function readVisit(config: Pick<Config, 'publicUrl'>, header: string): Visit | undefined {
  const [secret, ...linkTokens] = parts(config, header)
  if (secret === undefined || linkTokens.length === 0) return undefined
  return { visitorId: visitorId(secret), linkTokens }
}

/** The Set-Cookie line after a link was followed: with those that the browser had before, given in its Cookie header. */
export function keepLink(config: Pick<Config, 'publicUrl'>, header: string | null, token: string): string {
  const [secret = newSecret(), ...before] = parts(config, header ?? '')
  const tokens = [token, ...before.filter((other) => other !== token)].slice(0, LINKS_MAX)
  const value = [secret, ...tokens].join('.')
  const secure = isHttps(config) ? '; Secure' : ''
  return `${linkCookieName(config)}=${value}; Path=/; Max-Age=${KEEP_SECONDS}; HttpOnly; SameSite=Lax${secure}`
}

function parts(config: Pick<Config, 'publicUrl'>, header: string): string[] {
  const all = readCookie(header, linkCookieName(config))?.split('.') ?? []
  return all.length <= LINKS_MAX + 1 && all.every((part) => SECRET.test(part)) ? all : []
}

/** A UUID of version 8 made of a hash: a browser chooses its cookie, but cannot choose to be somebody whose id it knows. */
function visitorId(secret: string): string {
  const hash = sha256(`visitor ${secret}`)
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 3) | 8).toString(16)
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}
