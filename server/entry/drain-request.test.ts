import { Agent, createServer, request as send } from 'node:http'
import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { drainAfterAnswer } from './drain-request.ts'

/** A server that answers each request before it has read the body, which it holds back in a pipe as Next does. */
async function hastyServer(drains: boolean): Promise<number> {
  const server = createServer((request, response) => {
    if (drains) drainAfterAnswer(request, response)
    const held = request.pipe(new PassThrough())
    held.once('readable', () => response.writeHead(507).end('full'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** The status of an upload; 'hung' when none comes within a second. */
function upload(agent: Agent, port: number): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    const request = send({ host: '127.0.0.1', port, agent, method: 'POST', timeout: 1000 }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode))
    })
    request.once('timeout', () => resolve('hung'))
    request.once('error', () => resolve('hung'))
    // Small enough for the buffers of the system, so that the sender believes to be done.
    request.end(Buffer.alloc(500_000))
  })
}

test.each([
  [true, [507, 507]],
  [false, [507, 'hung']],
])(
  'an upload refused half-way leaves the connection to the next request, and without draining it does not: %s',
  async (drains, statuses) => {
    const port = await hastyServer(drains)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const answers = [await upload(agent, port), await upload(agent, port)]
    expect(answers).toEqual(statuses)
  },
)
