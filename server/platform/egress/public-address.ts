import { BlockList, isIP } from 'node:net'

// Of IPv4 everything is public but what IANA set apart (iana-ipv4-special-registry): this host, private, shared (carriers'
// NAT), loopback, link-local with the metadata services of clouds, protocol assignments, documentation, the relays of 6to4,
// benchmarks, multicast, reserved, broadcast.
const NOT_PUBLIC_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const
// Of IPv6 only 2000::/3 is given out; in it these are protocols (Teredo among them), documentation, and 6to4, which carries an
// IPv4 address that may be anything.
const NOT_PUBLIC_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const refused4 = new BlockList()
for (const [network, bits] of NOT_PUBLIC_IPV4) refused4.addSubnet(network, bits, 'ipv4')
const refused6 = new BlockList()
for (const [network, bits] of NOT_PUBLIC_IPV6) refused6.addSubnet(network, bits, 'ipv6')
const given6 = new BlockList()
given6.addSubnet('2000::', 3, 'ipv6')

/**
 * True for an address that anybody on the internet could have. IPv4 inside IPv6 (mapped, compatible, NAT64) counts as not public:
 * no name needs it, and it is the usual way around lists like this one. False for what is no address.
 */
export function isPublicAddress(address: string): boolean {
  // A zone ("fe80::1%eth0") is for addresses of one's own network.
  switch (isIP(address)) {
    case 4:
      return !refused4.check(address, 'ipv4')
    case 6:
      return !address.includes('%') && given6.check(address, 'ipv6') && !refused6.check(address, 'ipv6')
    default:
      return false
  }
}
