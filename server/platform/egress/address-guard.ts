import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { EgressFailure } from './egress-failure.ts'
import { type ListedHost, listedHostText } from './listed-hosts.ts'
import { isPublicAddress } from './public-address.ts'

/** Judges where a connection to one host and port may lead. */
export type AddressGuard = {
  /** Throws `EgressFailure` unless the address may be connected to. */
  admit(address: string): void
  /** Resolves the name and fails unless every one of its addresses may be connected to: which one is taken is left to chance. */
  lookup: LookupFunction
}

/** Gives every address of a name. */
export type Resolver = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * Public addresses are open to everybody, others only where the operator listed the host as it is written in the address, or the
 * address that it leads to, with this port.
 */
export function createAddressGuard(
  destination: ListedHost,
  listed: readonly ListedHost[],
  lookup: Resolver = systemLookup,
): AddressGuard {
  const isListed = (host: string): boolean =>
    listed.some((one) => one.host === host && one.port === destination.port)
  const nameListed = isListed(destination.host)

  function admit(address: string): void {
    const written = isIP(address) === 6 ? `[${address}]` : address
    if (!nameListed && !isListed(written) && !isPublicAddress(address)) throw refusal(destination, listed)
  }

  return {
    admit,
    lookup(hostname, options, callback) {
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        const fault = error ?? refusedOf(addresses, admit)
        const [first] = addresses ?? []
        if (fault || !first) callback(fault ?? new Error('the name has no address'), '', 0)
        else if (options.all) callback(null, addresses)
        else callback(null, first.address, first.family)
      })
    },
  }
}

function refusedOf(addresses: readonly LookupAddress[], admit: (address: string) => void): Error | undefined {
  try {
    for (const { address } of addresses) admit(address)
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error('refused')
  }
}

function refusal(destination: ListedHost, listed: readonly ListedHost[]): EgressFailure {
  const line = [...listed, destination].map(listedHostText).join(',')
  return new EgressFailure(
    'not-allowed',
    `This address is not allowed: ${destination.host} is not on the public internet. Whoever runs this server can allow it with the line WEFT_MODEL_HOSTS=${line} in its environment.`,
  )
}
