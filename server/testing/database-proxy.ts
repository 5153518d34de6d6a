import { connect, createServer, type Socket } from 'node:net'
import { atFileEnd } from './at-file-end.ts'

export type DatabaseProxy = {
  /** The address of the database by way of the proxy. */
  url: string
  /** The next reply that carries this text is swallowed and its connection ends: the statement took effect, nobody knows. */
  loseReplyWith(text: string): Promise<void>
  /** The next request that carries this text never arrives, nor does anything after it on its connection. */
  swallowRequestWith(text: string): Promise<void>
  /** Ends every connection and refuses new ones, until `up`. */
  down(): void
  up(): void
  /** From now on it takes connections and bytes and passes nothing on, as a frozen server does, until `thaw`. */
  freeze(): void
  thaw(): void
}

/** A door to the database that can lose replies, shut, and hold its breath. Ends with the test file. */
export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let open = true
  let frozen = false
  let trap: { text: string; sprung: () => void } | undefined
  let pit: { text: string; sprung: () => void } | undefined

  const server = createServer((client) => {
    if (!open) return client.destroy()
    const database = connect(Number(target.port || 5432), target.hostname)
    const end = (): void => {
      client.destroy()
      database.destroy()
    }
    for (const socket of [client, database]) {
      sockets.add(socket)
      // A connection that the other side resets is what this proxy is for.
      socket.on('error', end)
      socket.on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    let swallowing = false
    client.on('data', (bytes: Buffer) => {
      if (pit && bytes.includes(pit.text)) {
        swallowing = true
        pit.sprung()
        pit = undefined
      }
      if (!swallowing) database.write(bytes)
    })
    database.on('data', (bytes: Buffer) => {
      if (!trap || !bytes.includes(trap.text)) return client.write(bytes)
      trap.sprung()
      trap = undefined
      end()
    })
    // After the listeners, which set a socket flowing.
    if (frozen) for (const socket of [client, database]) socket.pause()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atFileEnd(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('the proxy has no port')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${address.port}`
  return {
    url: url.href,
    loseReplyWith: (text) =>
      new Promise((resolve) => {
        trap = { text, sprung: resolve }
      }),
    swallowRequestWith: (text) =>
      new Promise((resolve) => {
        pit = { text, sprung: resolve }
      }),
    down() {
      open = false
      for (const socket of sockets) socket.destroy()
    },
    up() {
      open = true
    },
    freeze() {
      frozen = true
      for (const socket of sockets) socket.pause()
    },
    thaw() {
      frozen = false
      for (const socket of sockets) socket.resume()
    },
  }
}
