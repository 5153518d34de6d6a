import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { codeOf, ExplainedError } from '../explained-error.ts'

const NAME = 'secret'
// What WEFT_SECRET demands too: a shorter one could be guessed, and most often it is a file that was cut off.
const SHORTEST = 32

/** The secret of an installation, from `<dataDir>/secret`; undefined where there is none. Throws `ExplainedError` for a damaged one. */
export async function readSecret(dataDir: string): Promise<string | undefined> {
  const file = path.join(dataDir, NAME)
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new ExplainedError(
      `${file} cannot be read (${codeOf(error)}): give Weft the right to, or set WEFT_SECRET.`,
      { cause: error },
    )
  })
  const secret = text?.trim()
  if (secret === undefined) return undefined
  if (secret.length < SHORTEST || !/^[\x21-\x7e]+$/.test(secret))
    throw new ExplainedError(
      `${file} is damaged: put the old secret back, or remove the file, which signs everybody out.`,
    )
  return secret
}

/**
 * The secret of this installation; made once, readable by its owner only. Whoever removes the file signs everybody out.
 */
export async function readOrMakeSecret(dataDir: string): Promise<string> {
  const kept = await readSecret(dataDir)
  if (kept !== undefined) return kept
  const made = randomBytes(32).toString('base64url')
  await storeSecret(dataDir, made)
  return (await readSecret(dataDir)) ?? made
}

/** Keeps the secret unless there is one: of two first starts at once one makes the secret and both read the same. */
export async function storeSecret(dataDir: string, secret: string): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const file = path.join(dataDir, NAME)
  const aside = path.join(dataDir, `.secret-${process.pid}-${randomBytes(3).toString('hex')}`)
  try {
    const handle = await open(aside, 'w', 0o600)
    try {
      await handle.writeFile(`${secret}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    // Unlike a rename, a link fails when the file exists.
    await link(aside, file).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
  } finally {
    await rm(aside, { force: true })
  }
}
