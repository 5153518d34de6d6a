import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { isPostmasterOf } from './postmaster-file.ts'

/** Advisory lock that every instance holds, shared, while it uses the server. */
export const USE_LOCK = 7_420_001

const STOP_TIMEOUT_MS = 20_000

type Server = { folder: string; pid: number; client: pg.Client }

/** Fast stop (SIGINT) if nobody else uses the server, immediate stop (SIGQUIT) when that takes longer than `withinMs`. */
export async function stopServer(
  { folder, pid, client }: Server,
  withinMs = STOP_TIMEOUT_MS,
): Promise<'stopped' | 'left running' | 'gone'> {
  const used = await isUsedByOthers(client)
  if (used) {
    await client.end()
    return 'left running'
  }
  if (!(await isPostmasterOf(folder, pid))) return 'gone'
  await endServer(folder, pid, withinMs)
  return 'stopped'
}

/** Fast stop, whoever uses the server; immediate stop when that takes longer than `withinMs`. Resolves when it is gone. */
export async function endServer(folder: string, pid: number, withinMs = STOP_TIMEOUT_MS): Promise<void> {
  signal(pid, 'SIGINT')
  const deadline = Date.now() + withinMs
  let hastened = false
  while (await isPostmasterOf(folder, pid)) {
    if (!hastened && Date.now() > deadline) {
      signal(pid, 'SIGQUIT')
      hastened = true
    }
    await pause(20)
  }
}

// Holding the lock alone also keeps out an instance that attaches at this moment: it waits, is cut off, and starts anew.
async function isUsedByOthers(client: pg.Client): Promise<boolean> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [USE_LOCK])
    const { rows } = await client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
      USE_LOCK,
    ])
    return rows[0]?.alone === false
  } catch {
    // The connection is gone, and most often the server with it; if not, it is ours to stop.
    return false
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended by itself meanwhile, which is what the signal was for.
  }
}
