import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** True when this address can be listened on now. Throws for an address that the machine does not have. */
export function isPortFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}

/**
 * Waits until the port is free: the processes of a supervisor that was killed need a moment to notice and let go.
 * False when it is still taken after `withinMs`.
 */
export async function awaitFreePort(
  host: string,
  port: number,
  withinMs: number,
  onWait: () => void,
): Promise<boolean> {
  const begun = Date.now()
  let told = false
  while (!(await isPortFree(host, port))) {
    if (Date.now() - begun > withinMs) return false
    if (!told) onWait()
    told = true
    await pause(100)
  }
  return true
}

// Below the range from which systems take ports for outgoing connections (32768 on Linux): one of those could take ours
// while its process restarts, and keep it as long as the connection lives.
const LOWEST = 20_000
const HIGHEST = 32_000
const TRIES = 50

/** A port of the loopback interface to serve on, free at this moment; never `avoid`. */
export async function anyFreePort(avoid?: number): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (port !== avoid && (await isPortFree('127.0.0.1', port))) return port
  }
  throw new Error(`no free port between ${LOWEST} and ${HIGHEST}`)
}
