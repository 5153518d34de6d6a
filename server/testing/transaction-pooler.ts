import { createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import pg from 'pg'

// Type of the message that ends an answer: the session is ready for the next.
const READY = 'Z'.charCodeAt(0)
// AuthenticationOk, then ReadyForQuery outside a transaction.
const GREETING = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])

/**
 * Stands between clients and a server as a pooler in transaction mode does: every client is let in at once, whatever it says,
 * and their queries take turns on one session of the server.
 */
export async function transactionPooler(serverUrl: string): Promise<{ url: string; close: () => void }> {
  const session = await openSession(serverUrl)
  const sockets = new Set<Duplex>()
  let turn: Promise<unknown> = Promise.resolve()
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => client.destroy())
    client.once('data', () => {
      client.write(GREETING)
      client.on('data', (query) => {
        // Goodbye ends the client only.
        if (query[0] === 'X'.charCodeAt(0)) client.end()
        else turn = turn.then(async () => client.write(await ask(session, query)))
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = new URL(serverUrl)
  url.host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  return {
    url: url.href,
    close() {
      for (const socket of [...sockets, session]) socket.destroy()
      server.close()
    },
  }
}

/** A socket on which the server has let its user in, and nobody else reads. */
async function openSession(serverUrl: string): Promise<Duplex> {
  const client = new pg.Client({ connectionString: serverUrl, keepAlive: false })
  client.on('error', () => {})
  await client.connect()
  const { stream } = client.connection
  return stream.removeAllListeners('data')
}

/** Sends one message and gives what comes back until the session is ready for the next. */
function ask(socket: Duplex, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    let answer = Buffer.alloc(0)
    const hear = (piece: Buffer): void => {
      answer = Buffer.concat([answer, piece])
      if (answer.at(-6) !== READY) return
      socket.off('data', hear)
      resolve(answer)
    }
    socket.on('data', hear)
    socket.write(bytes)
  })
}
