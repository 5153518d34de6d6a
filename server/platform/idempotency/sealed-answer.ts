import { hkdfSync } from 'node:crypto'
import type { Config } from '../config/config.ts'
import { openText, sealText } from '../seal-text.ts'

type Secret = Pick<Config, 'secret'>

/**
 * Seals an answer so that only who has the idempotency key opens it again. Some answers show a secret once (an API key, a link)
 * of which the database keeps the hash alone: it must not be readable here either. The key of the seal comes from the caller's
 * key, of which we keep the hash, and from the server's secret, since callers may choose keys that can be guessed.
 */
export function seal(config: Secret, { key, text }: { key: string; text: string }): Buffer {
  return sealText(sealingKey(config, key), text)
}

/** Throws where the key or the server's secret is another, or a bit was changed. */
export function unseal(config: Secret, { key, sealed }: { key: string; sealed: Uint8Array }): string {
  return openText(sealingKey(config, key), sealed)
}

function sealingKey({ secret }: Secret, key: string): Buffer {
  if (!secret) throw new Error('sealing needs config.secret; the supervisor sets WEFT_SECRET')
  return Buffer.from(hkdfSync('sha256', secret, key, 'weft idempotent answer', 32))
}
