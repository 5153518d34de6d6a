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

/** A port of the loopback interface that is free at this moment. */
export function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
