import { isIP } from 'node:net'
import { Agent, buildConnector, Pool, request } from 'undici'
import { type AddressGuard, createAddressGuard, type Resolver } from './address-guard.ts'
import { boundedBody } from './bounded-body.ts'
import { EgressFailure } from './egress-failure.ts'
import { destinationOf, type ListedHost } from './listed-hosts.ts'

export type EgressLimits = {
  /** The most bytes of a body that are read; more is a failure. */
  bytes: number
  /** Milliseconds for the whole exchange, body included. */
  ms: number
}

/**
 * The one door through which requests leave for addresses that are configured. Redirects are never followed, nothing is unpacked
 * and no proxy of the environment is used. Its functions are called like `fetch` and throw `EgressFailure`, or the reason of the
 * signal that they were given.
 */
export interface Egress {
  /** For addresses that people typed: every connection is checked by the address that it really has. */
  checked(limits: EgressLimits): typeof fetch
  /** For addresses from the environment, which are the operator's own words. */
  trusted(limits: EgressLimits): typeof fetch
  /** Throws `EgressFailure` for an address that `checked` would refuse now. A name that does not resolve is no fault yet. */
  inspect(address: string): Promise<void>
  close(): Promise<void>
}

const CONNECT_MS = 10_000
const RESOLVE_MS = 2_000
// As many at once to one server as there are calls of a process to a provider.
const CONNECTIONS = 16

export type EgressOptions = {
  /** What the operator allows outside the public internet. */
  listed: readonly ListedHost[]
  /** The resolver of names for what is checked; the system's unless given. */
  lookup?: Resolver
}

export function createEgress({ listed, lookup }: EgressOptions): Egress {
  const guardOf = (destination: ListedHost): AddressGuard => createAddressGuard(destination, listed, lookup)
  const agents = { checked: agentOf(guardOf), trusted: agentOf(undefined) }
  return {
    checked: (limits) => fetchThrough(agents.checked, limits),
    trusted: (limits) => fetchThrough(agents.trusted, limits),
    async inspect(address) {
      const url = readUrl(address)
      const guard = guardOf(destinationOf(url))
      const literal = literalOf(url.hostname)
      if (literal) return guard.admit(literal)
      await resolved(guard, url.hostname)
    },
    async close() {
      await Promise.all([agents.checked.destroy(), agents.trusted.destroy()])
    },
  }
}

/** Connections to one origin share a pool. Without a guard nothing is checked. */
function agentOf(guardOf: ((destination: ListedHost) => AddressGuard) | undefined): Agent {
  return new Agent({
    connections: CONNECTIONS,
    factory(origin, options) {
      const guard = guardOf?.(destinationOf(new URL(origin)))
      return new Pool(origin, {
        ...options,
        connect: guard ? guardedConnector(guard) : { timeout: CONNECT_MS },
      })
    },
  })
}

function guardedConnector(guard: AddressGuard): buildConnector.connector {
  const connect = buildConnector({ timeout: CONNECT_MS, lookup: guard.lookup })
  return (options, callback) => {
    // The name of an address that is written in digits is never looked up.
    const literal = literalOf(options.hostname)
    const early = literal && faultOf(guard, literal)
    if (early) return callback(early, null)
    connect(options, (...result) => {
      const [error, socket] = result
      if (error !== null) return callback(error, null)
      // What counts in the end is the address of the socket: the name may have led elsewhere since it was looked up.
      const late = faultOf(guard, socket.remoteAddress ?? '')
      if (!late) return callback(null, socket)
      socket.destroy()
      callback(late, null)
    })
  }
}

function faultOf(guard: AddressGuard, address: string): Error | undefined {
  try {
    guard.admit(address)
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error('refused')
  }
}

/** The address where a host is written as one, `[::1]` among them. */
function literalOf(host: string): string | undefined {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  return isIP(bare) === 0 ? undefined : bare
}

async function resolved(guard: AddressGuard, host: string): Promise<void> {
  const fault = await new Promise<Error | null>((resolve) => {
    const late = setTimeout(() => resolve(null), RESOLVE_MS)
    guard.lookup(host, {}, (error) => {
      clearTimeout(late)
      resolve(error)
    })
  })
  if (fault instanceof EgressFailure) throw fault
}

/** Throws `EgressFailure` for what is no web address, or carries a password. */
function readUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new EgressFailure(
      'not-allowed',
      'This address is not allowed: it must begin with https:// or http://.',
    )
  if (url.username !== '' || url.password !== '')
    throw new EgressFailure('not-allowed', 'This address is not allowed: it holds a password.')
  return url
}

function fetchThrough(agent: Agent, { bytes, ms }: EgressLimits): typeof fetch {
  return async (input, init) => {
    const sent = new Request(input, init)
    const url = readUrl(sent.url)
    const late = AbortSignal.timeout(ms)
    const signal = AbortSignal.any([sent.signal, late])
    const body = sent.body === null ? null : new Uint8Array(await sent.arrayBuffer())
    try {
      const {
        statusCode,
        headers,
        body: answer,
      } = await request(url, {
        ...{
          dispatcher: agent,
          method: sent.method,
          headers: Object.fromEntries(sent.headers),
          body,
          signal,
        },
        // The signals above are the only clocks.
        ...{ headersTimeout: 0, bodyTimeout: 0 },
      })
      if (statusCode >= 300 && statusCode < 400) {
        await answer.dump({ limit: 0 }).catch(() => {
          // The connection is given up either way.
        })
        throw new EgressFailure('redirected', 'It answers with another address, which is not followed.')
      }
      const known = new Headers()
      for (const [name, value] of Object.entries(headers))
        for (const one of value === undefined ? [] : [value].flat()) known.append(name, one)
      const bodiless = statusCode === 204 || statusCode === 205
      return new Response(bodiless ? null : boundedBody(answer, bytes), {
        status: statusCode,
        headers: known,
      })
    } catch (error) {
      if (sent.signal.aborted) throw sent.signal.reason
      if (late.aborted)
        throw new EgressFailure('too-slow', `It took longer than ${ms / 1000} seconds.`, { cause: error })
      if (error instanceof EgressFailure) throw error
      throw new EgressFailure('unreachable', 'It could not be reached.', { cause: error })
    }
  }
}
