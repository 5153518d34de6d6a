import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readOrMakeSecret } from './read-secret.ts'

test('the secret is made once, even by two starts at once, and only its owner may read it', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-secret-'))
  try {
    const [first, second] = await Promise.all([readOrMakeSecret(dataDir), readOrMakeSecret(dataDir)])
    expect(first).toBe(second)
    expect(first.length).toBeGreaterThanOrEqual(43)
    expect(await readOrMakeSecret(dataDir)).toBe(first)
    expect((await stat(path.join(dataDir, 'secret'))).mode & 0o777).toBe(0o600)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
})
