import { isIP } from 'node:net'

/**
 * The address that a limit counts. The public process in front sets X-Forwarded-For to the one address that it saw and
 * drops what a client sent; should a list arrive all the same, only its last entry came from our side.
 * An IPv6 client owns a /64, so that is what counts, written in full as better-auth stores it with a session.
 * Without any address all share one count.
 */
export function clientAddress(headers: Headers): string {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(last)?.[1] ?? last
  switch (isIP(address)) {
    case 4:
      return address
    case 6:
      return network64(address)
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
