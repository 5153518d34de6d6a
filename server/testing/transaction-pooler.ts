import { connect, createServer, type Socket } from 'node:net'

// Types of messages that end an answer or say that the session is ready.
const READY = 'Z'.charCodeAt(0)

/**
 * Stands between clients and a server that trusts them as a pooler in transaction mode does: every client is let in at once,
 * and their queries take turns on one session of the server.
 */
export async function transactionPooler(serverUrl: string): Promise<{ url: string; close: () => void }> {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  let session: Promise<{ socket: Socket; greeting: Buffer }> | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => client.destroy())
    client.once('data', (startup) => {
      session ??= openSession(target, startup)
      void session.then(({ socket, greeting }) => {
        sockets.add(socket)
        client.write(greeting)
        client.on('data', (query) => {
          // Goodbye ends the client only.
          if (query[0] === 'X'.charCodeAt(0)) client.end()
          else turn = turn.then(async () => client.write(await ask(socket, query)))
        })
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
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

async function openSession(target: URL, startup: Buffer): Promise<{ socket: Socket; greeting: Buffer }> {
  const socket = connect(Number(target.port), target.hostname)
  return { socket, greeting: await ask(socket, startup) }
}

/** Sends one message and gives what comes back until the session is ready for the next. */
function ask(socket: Socket, bytes: Buffer): Promise<Buffer> {
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
