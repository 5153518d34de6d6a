import { isIPv6 } from 'node:net'
import { expect, test } from 'vitest'
import { seededRandom } from '#server/testing/random-page.ts'
import { countedAddress } from './counted-address.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:0db8:0001:0002:0000:0000:0000:0000'],
  ['2001:DB8:1:2::9', '2001:0db8:0001:0002:0000:0000:0000:0000'],
  ['2001:db8::1', '2001:0db8:0000:0000:0000:0000:0000:0000'],
  ['fe80::1%eth0', 'fe80:0000:0000:0000:0000:0000:0000:0000'],
  ['::1', '0000:0000:0000:0000:0000:0000:0000:0000'],
  ['::', '0000:0000:0000:0000:0000:0000:0000:0000'],
  ['1:2:3:4:5:6:1.2.3.4', '0001:0002:0003:0004:0000:0000:0000:0000'],
  ['1:2:3:4::1.2.3.4', '0001:0002:0003:0004:0000:0000:0000:0000'],
  ['', 'unknown'],
  ['unknown', 'unknown'],
  ['192.0.2.7:443', 'unknown'],
  ['192.0.2.007', 'unknown'],
  ['1.1.1.1, 2.2.2.2', 'unknown'],
  [`${'1:'.repeat(5_000)}`, 'unknown'],
])('%s counts as %s', (address, counted) => {
  expect(countedAddress(address)).toBe(counted)
})

test('however an address of IPv6 is written, it counts as one, and so do all of its /64', () => {
  const random = seededRandom(5)
  for (let round = 0; round < 300; round += 1) {
    const groups = Array.from({ length: 8 }, () => (random() < 0.5 ? 0 : Math.floor(random() * 65_536)))
    const full = groups.map((group) => group.toString(16)).join(':')
    const padded = groups.map((group) => group.toString(16).padStart(4, '0').toUpperCase()).join(':')
    // The URL parser writes the short form of RFC 5952.
    const short = new URL(`http://[${full}]/`).hostname.slice(1, -1)
    const sibling = [...groups.slice(0, 4), 1, 2, 3, 4].map((group) => group.toString(16)).join(':')
    expect(isIPv6(short)).toBe(true)
    expect(new Set([full, padded, short, sibling].map(countedAddress)).size).toBe(1)
    const stranger = [(groups[0] ?? 0) ^ 1, ...groups.slice(1)].map((group) => group.toString(16)).join(':')
    expect(countedAddress(stranger)).not.toBe(countedAddress(full))
  }
})
