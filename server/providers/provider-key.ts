import { createHash, hkdfSync } from 'node:crypto'
import type { Config } from '#server/platform/config/config.ts'
import { openText, sealText } from '#server/platform/seal-text.ts'

type Secret = Pick<Config, 'secret'>
/** Where a key belongs: to one row, and to the one server to which it may be sent. */
export type KeyPlace = { id: string; baseUrl: string }
export type OpenedKey = { state: 'none' } | { state: 'kept'; key: string } | { state: 'lost' }

// The first byte says how it was sealed, so that another way can come beside this one; then which secret it was.
const FORMAT = 1
const SECRET_ID_BYTES = 8
const HEAD_BYTES = 1 + SECRET_ID_BYTES

/**
 * Encrypts an API key for one row and one server: whoever may write to the database can neither move it to another row nor have
 * it sent elsewhere. The key of the seal is derived from the installation's secret (HKDF, RFC 5869).
 */
export function sealProviderKey(config: Secret, place: KeyPlace, key: string): Buffer {
  const { sealing, id } = derived(config)
  return Buffer.concat([Buffer.of(FORMAT), id, sealText(sealing, key, placeText(place))])
}

/** `lost` where it was sealed with another secret or for another place, or was damaged: it has to be entered again. */
export function openProviderKey(config: Secret, place: KeyPlace, sealed: Uint8Array | null): OpenedKey {
  if (sealed === null) return { state: 'none' }
  const { sealing, id } = derived(config)
  const bytes = Buffer.from(sealed)
  if (bytes[0] !== FORMAT || !bytes.subarray(1, HEAD_BYTES).equals(id)) return { state: 'lost' }
  try {
    return { state: 'kept', key: openText(sealing, bytes.subarray(HEAD_BYTES), placeText(place)) }
  } catch {
    // The seal says so, and nothing else can be known of it.
    return { state: 'lost' }
  }
}

/** What people see of a key: its last four characters, the first three too where enough stays hidden between them. */
export function keyHint(key: string): string {
  if (key.length < 12) return '…'
  return `${key.length < 20 ? '' : key.slice(0, 3)}…${key.slice(-4)}`
}

/** The server to which a key may be sent: scheme, host and port. */
export function serverOf(baseUrl: string): string {
  return new URL(baseUrl).origin
}

function placeText({ id, baseUrl }: KeyPlace): string {
  return `${id} ${serverOf(baseUrl)}`
}

function derived({ secret }: Secret): { sealing: Buffer; id: Buffer } {
  if (!secret) throw new Error('sealing needs config.secret; the supervisor sets WEFT_SECRET')
  const sealing = Buffer.from(hkdfSync('sha256', secret, '', 'weft provider key', 32))
  const id = createHash('sha256').update('weft provider key id').update(sealing).digest()
  return { sealing, id: id.subarray(0, SECRET_ID_BYTES) }
}
