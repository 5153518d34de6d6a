import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

/** What the server does with a request; faults are those that real endpoints show. */
export type Behaviour =
  | { type: 'answer'; text: string; finish?: 'stop' | 'length' | 'content_filter' }
  | { type: 'status'; status: number; headers?: Record<string, string>; body?: string }
  /** Status 200 and an answer without words. */
  | { type: 'empty' }
  /** Status 200 and half of the JSON. */
  | { type: 'truncated' }
  /** Half of the JSON, then nothing for ever. */
  | { type: 'stall' }
  /** Accepts the request and never says anything. */
  | { type: 'silence' }

const ChatRequest = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
})

export type ReceivedRequest = { authorization: string | undefined; body: z.infer<typeof ChatRequest> }

export type FakeModelServer = {
  /** For `baseUrl` of a provider. */
  url: string
  received: ReceivedRequest[]
  /** What the next requests meet, in turn; the last one stays. Forgets what was received. */
  behave(...behaviours: [Behaviour, ...Behaviour[]]): void
  /** What each further request meets, by the words that it was sent. Forgets what was received. */
  respond(choose: (words: string) => Behaviour): void
  close(): Promise<void>
}

/** A server on loopback that speaks OpenAI's chat completions, as far as clients without streaming see. */
export async function startFakeModelServer(): Promise<FakeModelServer> {
  let queue: Behaviour[] = [{ type: 'status', status: 503 }]
  let chosen: ((words: string) => Behaviour) | undefined
  const received: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => {
        received.push({
          authorization: request.headers.authorization,
          body: ChatRequest.parse(JSON.parse(body)),
        })
        const [next] = chosen ? [chosen(body)] : queue
        if (!chosen && queue.length > 1) queue.shift()
        if (next) reply(response, next)
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    received,
    behave(...behaviours) {
      queue = behaviours
      chosen = undefined
      received.length = 0
    },
    respond(choose) {
      chosen = choose
      received.length = 0
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk)
  return body
}

function reply(response: ServerResponse, behaviour: Behaviour): void {
  const json = { 'content-type': 'application/json' }
  switch (behaviour.type) {
    case 'answer':
      response.writeHead(200, json).end(completion(behaviour.text, behaviour.finish ?? 'stop'))
      return
    case 'status':
      response
        .writeHead(behaviour.status, { ...json, ...behaviour.headers })
        .end(behaviour.body ?? '{"error":{"message":"fault"}}')
      return
    case 'empty':
      response.writeHead(200, json).end(completion('', 'stop'))
      return
    case 'truncated':
      response.writeHead(200, json).end(completion('A long answer that is cut off', 'stop').slice(0, 60))
      return
    case 'stall':
      response.writeHead(200, json).write(completion('A long answer that stops', 'stop').slice(0, 60))
      return
    case 'silence':
      return
  }
}

function completion(content: string, finish: string): string {
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'fake',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }],
    usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
  })
}
