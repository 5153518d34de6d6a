import { createServer } from 'node:net'

// Below the range from which the system takes ports for outgoing connections: one of those would hold the port of a process
// that was killed, and its successor could not listen.
const LOWEST = 20_000
const HIGHEST = 32_000

/** A port that is free together with the one above it, where web listens. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if ((await isFree(port)) && (await isFree(port + 1))) return port
  }
  throw new Error('no free port')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
