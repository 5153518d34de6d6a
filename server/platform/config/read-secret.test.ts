import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readOrMakeSecret, storeSecret } from './read-secret.ts'

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

test('a secret that was cut off or filled with garbage is refused in one sentence and not replaced', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-secret-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const file = path.join(dataDir, 'secret')
  for (const text of [
    '',
    'short',
    `${'\0'.repeat(43)}\n`,
    'two words that are long enough to be one secret',
  ]) {
    await writeFile(file, text)
    await expect(readOrMakeSecret(dataDir)).rejects.toThrow(/is damaged: put the old secret back/)
    expect(await readFile(file, 'utf8')).toBe(text)
  }
})

test('a secret that is there is never replaced by another', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-secret-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const first = await readOrMakeSecret(dataDir)
  await storeSecret(dataDir, 'another secret of at least 32 characters')
  expect(await readOrMakeSecret(dataDir)).toBe(first)
  expect(await readdir(dataDir)).toEqual(['secret'])
})
