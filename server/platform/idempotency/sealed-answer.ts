import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Config } from '../config/config.ts'

// AES-256-GCM with the nonce of 96 bits and the tag of 128 bits that NIST SP 800-38D recommends.
const NONCE_BYTES = 12
const TAG_BYTES = 16

type Secret = Pick<Config, 'secret'>

/**
 * Seals an answer so that only who has the idempotency key opens it again. Some answers show a secret once (an API key, a link)
 * of which the database keeps the hash alone: it must not be readable here either. The key of the seal comes from the caller's
 * key, of which we keep the hash, and from the server's secret, since callers may choose keys that can be guessed.
 */
export function seal(config: Secret, { key, text }: { key: string; text: string }): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(config, key), nonce)
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** Throws where the key or the server's secret is another, or a bit was changed. */
export function unseal(config: Secret, { key, sealed }: { key: string; sealed: Uint8Array }): string {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(config, key), bytes.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([
    decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
    decipher.final(),
  ]).toString()
}

function sealingKey({ secret }: Secret, key: string): Buffer {
  if (!secret) throw new Error('sealing needs config.secret; the supervisor sets WEFT_SECRET')
  return Buffer.from(hkdfSync('sha256', secret, key, 'weft idempotent answer', 32))
}
