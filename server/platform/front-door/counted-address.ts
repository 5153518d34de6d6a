import { isIP } from 'node:net'

/**
 * An address as limits count it. An IPv6 client owns a /64, so that is what counts, written in full as better-auth stores it with
 * a session. What is no address shares one count.
 */
export function countedAddress(address: string): string {
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
  switch (isIP(plain)) {
    case 4:
      return plain
    case 6:
      return network64(plain)
    default:
      return 'unknown'
  }
}

function network64(address: string): string {
  const [head = '', tail = ''] = address.split('%', 1)[0]?.split('::') ?? []
  const left = head.split(':').filter(Boolean)
  const right = tail.split(':').filter(Boolean)
  // A dotted tail stands for two groups.
  const groups = left.length + right.length + (right.at(-1)?.includes('.') ? 1 : 0)
  const all = [...left, ...Array<string>(Math.max(0, 8 - groups)).fill('0'), ...right]
  const network = all.slice(0, 4).map((group) => group.toLowerCase().padStart(4, '0'))
  return [...network, '0000', '0000', '0000', '0000'].join(':')
}
