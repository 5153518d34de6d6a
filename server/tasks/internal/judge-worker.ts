import { z } from 'zod'

/** Another worker as the database sees it. */
export const WorkerSeen = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number(),
  bootId: z.string(),
  expired: z.boolean(),
  /** Its session holds its lock: the process lives, or the database has not noticed its end. */
  locked: z.boolean(),
  /** How long the database server has been up. */
  serverSeconds: z.number(),
})
export type OtherWorker = z.infer<typeof WorkerSeen>

export type Viewpoint = {
  host: string
  bootId: string
  /** For how long its lock has been missing in every look. */
  unlockedMs: number
  /** The looking worker has been connected for long enough that everybody else had time to renew. */
  steady: boolean
  isGone?: (pid: number) => boolean
}

/** A dropped connection also drops the lock; a living worker has it back within this time. */
const UNLOCKED_GRACE_MS = 2000
/** A restart of the database drops every lock: until everybody is back, a missing lock says nothing. */
const SERVER_GRACE_SECONDS = 30

/**
 * Whether a worker is dead, and why. `sure`: by its process, whatever its lease says. A pid that is alive proves nothing
 * (it may be another process by now), a pid that is gone does, where both share a machine:
 * - of the same boot, the same supervisor started both, so its pid means the same here;
 * - of the same host but another boot, the lock must be missing too, since containers may share a host's name.
 * Across machines a missing lock counts after a grace; the lease has the last word.
 */
export function judge(
  other: OtherWorker,
  { host, bootId, unlockedMs, steady, isGone = processIsGone }: Viewpoint,
): { why: string; sure: boolean } | undefined {
  const sameHost = other.host === host
  if (sameHost && other.bootId === bootId && isGone(other.pid)) return { why: 'process gone', sure: true }
  if (sameHost && other.bootId !== bootId && !other.locked && isGone(other.pid))
    return { why: 'process of another boot gone', sure: true }
  if (!steady) return undefined
  if (unlockedMs >= UNLOCKED_GRACE_MS && other.serverSeconds > SERVER_GRACE_SECONDS)
    return { why: 'session lock gone', sure: true }
  if (other.expired) return { why: 'lease ran out', sure: false }
  return undefined
}

function processIsGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    // EPERM means that it lives and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
