import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

export type LossyProxy = {
  url: string
  /** From now on the server's answers are lost on the way. */
  loseAnswers(): void
  /** Cuts every connection, and lets new ones work again. */
  cut(): void
  /** Accepts nothing any more, and cuts what there is. */
  goAway(): void
  comeBack(): void
  close(): void
}

/** A PostgreSQL address whose line can fail between commit and reply, which no kill can be timed to do. */
export async function lossyProxy(databaseUrl: string): Promise<LossyProxy> {
  const target = new URL(databaseUrl)
  const pairs = new Set<[Socket, Socket]>()
  let losing = false
  let away = false
  const server = createServer((client) => {
    client.on('error', () => {})
    if (away) {
      client.destroy()
      return
    }
    const upstream = connect(Number(target.port || 5432), target.hostname)
    upstream.on('error', () => client.destroy())
    const pair: [Socket, Socket] = [client, upstream]
    pairs.add(pair)
    client.pipe(upstream)
    upstream.on('data', (data) => {
      if (!losing) client.write(data)
    })
    client.on('close', () => {
      upstream.destroy()
      pairs.delete(pair)
    })
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  const cut = (): void => {
    losing = false
    for (const [client] of [...pairs]) client.destroy()
  }
  return {
    url: url.href,
    loseAnswers() {
      losing = true
    },
    cut,
    goAway() {
      away = true
      cut()
    },
    comeBack() {
      away = false
    },
    close() {
      cut()
      server.close()
    },
  }
}
