import { readdir, readFile, readlink } from 'node:fs/promises'

const LISTENING = '0A'

/** The program that listens on a port of this machine, as far as the system lets us see it. */
export type PortHolder = { pid: number; command: string; isOrphan: boolean }

/**
 * Looks who listens on the TCP port. Undefined where that cannot be told: on another system than Linux, or for another user's
 * program. `isOrphan`: its parent has died, as happens to the processes of a supervisor that was killed.
 */
export async function portHolder(port: number): Promise<PortHolder | undefined> {
  const sockets = await socketsListeningOn(port)
  if (sockets.size === 0) return undefined
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name) || !(await holdsOne(name, sockets))) continue
    const command = (await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''))
      .split('\0')
      .filter(Boolean)
    const parent = /^PPid:\s+(\d+)/m.exec(await readFile(`/proc/${name}/status`, 'utf8').catch(() => ''))?.[1]
    return { pid: Number(name), command: command.join(' '), isOrphan: await isForeign(parent) }
  }
  return undefined
}

/** The inodes of the sockets that listen on the port, for any address. */
async function socketsListeningOn(port: number): Promise<Set<string>> {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const found = new Set<string>()
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      if (local?.endsWith(`:${wanted}`) && state === LISTENING && inode) found.add(`socket:[${inode}]`)
    }
  }
  return found
}

async function holdsOne(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`
  // Another user's process, or one that ended meanwhile, does not let us look.
  for (const name of await readdir(folder).catch(() => [])) {
    const target = await readlink(`${folder}/${name}`).catch(() => '')
    if (sockets.has(target)) return true
  }
  return false
}

// An orphan belongs to the first process of its system or session manager, never to a supervisor of ours.
async function isForeign(parent: string | undefined): Promise<boolean> {
  if (!parent) return true
  return !(await readFile(`/proc/${parent}/cmdline`, 'utf8').catch(() => '')).includes('server/entry/main.ts')
}
