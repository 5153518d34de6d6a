import { createHash, randomBytes } from 'node:crypto'
import { v7 } from 'uuid'

/** A new UUIDv7: sortable by the millisecond of its making. */
export function newId(): string {
  return v7()
}

/** A secret of 256 random bits for links and keys, in characters that need no escaping in a URL. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Hex SHA-256; how secrets of 256 random bits are stored, and how content is identified. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
