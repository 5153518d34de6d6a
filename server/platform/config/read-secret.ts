import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * The secret of this installation, from `<dataDir>/secret`; made once, readable by its owner only.
 * Whoever removes the file signs everybody out.
 */
export async function readOrMakeSecret(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'secret')
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept?.trim()) return kept.trim()
  await mkdir(dataDir, { recursive: true })
  const aside = path.join(dataDir, `.secret-${process.pid}-${randomBytes(3).toString('hex')}`)
  const handle = await open(aside, 'w', 0o600)
  try {
    await handle.writeFile(`${randomBytes(32).toString('base64url')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  // A link fails when the file exists: of two first starts at once one makes the secret and both read the same.
  await link(aside, file).catch(() => {})
  await rm(aside, { force: true })
  return (await readFile(file, 'utf8')).trim()
}
