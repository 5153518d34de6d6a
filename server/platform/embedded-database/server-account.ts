import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './find-binaries.ts'
import { EmbeddedDatabaseError } from './start-error.ts'

const execute = promisify(execFile)

// What the server's processes see of the environment: neither our secrets nor a locale that would translate its messages.
export const SERVER_ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin',
  LC_ALL: 'C',
  // Next's types ask for it in every environment; PostgreSQL does not look.
  NODE_ENV: 'production',
}

/** The account under which the server's programs run. PostgreSQL refuses to run as root. */
export type ServerAccount = {
  /** Undefined: our own account. */
  owner: { uid: number; gid: number } | undefined
  /** Puts what changes the account before a command line. */
  command(line: readonly string[]): string[]
  /** What `spawn` needs besides, where there is no setpriv. */
  spawnOptions: { uid?: number; gid?: number }
}

/**
 * Chooses the account: our own, or, for root, the owner of the existing cluster, else postgres, node or nobody.
 * The right to read everything (CAP_DAC_OVERRIDE) is kept only where the files could not be reached otherwise,
 * as in a checkout below /root.
 */
export async function serverAccount(clusterFolder: string, binaries: Binaries): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return { owner: undefined, command: (line) => [...line], spawnOptions: {} }
  const owner = (await ownerOf(clusterFolder)) ?? (await unprivilegedUser())
  if (!(await hasSetpriv())) return { owner, command: (line) => [...line], spawnOptions: owner }
  const drop = ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups']
  const plain = [...drop, '--inh-caps=-all', '--']
  const reaches = await canReach(plain, [binaries.postgres, path.dirname(clusterFolder)])
  // no_setuid_fixup: the kernel otherwise clears the capability when the user id changes.
  const reading = [
    ...drop,
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
    '--securebits=+no_setuid_fixup',
    '--',
  ]
  const prefix = reaches ? plain : reading
  return { owner, command: (line) => [...prefix, ...line], spawnOptions: {} }
}

async function ownerOf(clusterFolder: string): Promise<ServerAccount['owner']> {
  try {
    const { uid, gid } = await stat(path.join(clusterFolder, 'PG_VERSION'))
    return uid === 0 ? undefined : { uid, gid }
  } catch {
    // No cluster yet.
    return undefined
  }
}

async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  const rows = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  for (const name of ['postgres', 'node', 'nobody']) {
    const row = rows.find((columns) => columns[0] === name)
    if (row) return { uid: Number(row[2]), gid: Number(row[3]) }
  }
  throw new EmbeddedDatabaseError('it may not run as root, and there is no user postgres, node or nobody', {
    hint: 'run Weft as a normal user',
  })
}

/** True where util-linux is: on Linux, and there almost everywhere. */
export async function hasSetpriv(): Promise<boolean> {
  return execute('setpriv', ['--version'], { env: SERVER_ENVIRONMENT }).then(
    () => true,
    () => false,
  )
}

// Asked of the system instead of worked out from modes: access lists and mounts count too.
async function canReach(drop: readonly string[], paths: readonly string[]): Promise<boolean> {
  const [program, ...rest] = [
    ...drop,
    'sh',
    '-c',
    'test -x "$1" && test -r "$1" && test -x "$2"',
    'sh',
    ...paths,
  ]
  return execute(program ?? 'setpriv', rest, { env: SERVER_ENVIRONMENT, cwd: '/' }).then(
    () => true,
    () => false,
  )
}
