import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

// AES-256-GCM with the nonce of 96 bits and the tag of 128 bits that NIST SP 800-38D recommends.
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Encrypts a text with a key of 32 bytes. `place` is what it belongs to: it opens only beside the same. */
export function sealText(key: Uint8Array, text: string, place = ''): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** Throws where the key or the place is another, or a bit was changed. */
export function openText(key: Uint8Array, sealed: Uint8Array, place = ''): string {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([
    decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
    decipher.final(),
  ]).toString()
}
