import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A model on loopback that says these words to whoever asks for a stream, and then thinks on until it is closed: it can be drawn. */
export async function startWritingModel(words: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const delta = { choices: [{ index: 0, delta: { role: 'assistant', content: words } }] }
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`data: ${JSON.stringify(delta)}\n\n`)
    // A model that says nothing for long counts as gone: a space is a sign of life.
    const alive = setInterval(
      () => response.write('data: {"choices":[{"index":0,"delta":{"content":" "}}]}\n\n'),
      1_000,
    )
    response.on('close', () => clearInterval(alive))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
