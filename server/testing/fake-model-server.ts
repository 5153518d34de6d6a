import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { type ReceivedRecording, readRecording } from './received-recording.ts'

/** What the server does with a request; faults are those that real endpoints show. */
export type Behaviour =
  /** Streamed word by word to who asks for it so; thoughts are told apart from it, in the field that this server has for them. */
  | { type: 'answer'; text: string; finish?: Finish; thoughts?: Thoughts }
  /** In one piece, also to who asked for a stream. */
  | { type: 'plain'; text: string }
  /**
   * These pieces, as they come, and then the end: an orderly one, none at all (`cut`), silence (`stall`) or an error told inside of
   * the stream. To who asks for no stream it is an answer in one piece.
   */
  | { type: 'stream'; pieces: Pieces; end?: Finish | 'cut' | 'stall' | 'error' }
  /** This JSON and nothing around it: what a transcription server says. */
  | { type: 'json'; value: unknown }
  | { type: 'status'; status: number; headers?: Record<string, string>; body?: string }
  /** Status 200 and an answer without words. */
  | { type: 'empty' }
  /** Status 200 and half of the JSON. */
  | { type: 'truncated' }
  /** Half of the JSON, then nothing for ever. */
  | { type: 'stall' }
  /** Accepts the request and never says anything. */
  | { type: 'silence' }

/** A model in the list: its name, or all that stands of it there. */
type Offered = string | { id: string; max_model_len?: number; context_length?: number }
type Finish = 'stop' | 'length' | 'content_filter'
type Thoughts = { [field in 'reasoning' | 'reasoning_content']?: string }
type Pieces = Iterable<string> | AsyncIterable<string>

const EmbeddingRequest = z.object({ model: z.string(), input: z.string() })

const ChatRequest = z.object({
  stream: z.boolean().default(false),
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
  max_tokens: z.number().optional(),
  response_format: z.object({ type: z.string() }).optional(),
})

export type ReceivedRequest = { authorization: string | undefined; body: z.infer<typeof ChatRequest> }

export type FakeModelServer = {
  /** For `baseUrl` of a provider. */
  url: string
  received: ReceivedRequest[]
  /** What was sent to be transcribed. */
  recordings: ReceivedRecording[]
  /** What the next requests meet, in turn; the last one stays. Forgets what was received. */
  behave(...behaviours: [Behaviour, ...Behaviour[]]): void
  /** What each further request meets, by the words that it was sent. Forgets what was received. */
  respond(choose: (words: string) => Behaviour): void
  /** What each further recording meets. Forgets what was received. */
  hear(choose: (recording: ReceivedRecording) => Behaviour): void
  /** The names that its list of models has, with what stands beside them, or what the list meets instead. */
  offer(list: readonly Offered[] | Behaviour): void
  /** What it says of itself beside OpenAI's API, by path, such as `/props` of llama.cpp and `/api/show` of Ollama; nothing else. */
  tell(facts: Readonly<Record<string, unknown>>): void
  /** The paths beside OpenAI's API that were looked at since, with the key that was sent there. */
  looked: { path: string; authorization: string | undefined }[]
  /** What the next requests for embeddings meet instead of `hashedLetters`. Forgets what was asked. */
  embed(instead?: Behaviour | ((words: string) => unknown)): void
  /** The texts that were to be embedded, with the model that was asked. */
  embedded: z.infer<typeof EmbeddingRequest>[]
  close(): Promise<void>
}

/** A server on loopback that speaks OpenAI's chat completions and audio transcriptions. */
export async function startFakeModelServer(): Promise<FakeModelServer> {
  let queue: Behaviour[] = [{ type: 'status', status: 503 }]
  let chosen: ((words: string) => Behaviour) | undefined
  let list: readonly Offered[] | Behaviour = ['small', 'large']
  let facts: Readonly<Record<string, unknown>> = {}
  const looked: FakeModelServer['looked'] = []
  const received: ReceivedRequest[] = []
  let embedding: Behaviour | ((words: string) => unknown) = hashedLetters
  const embedded: FakeModelServer['embedded'] = []
  const recordings: ReceivedRecording[] = []
  let heard: ((recording: ReceivedRecording) => Behaviour) | undefined
  const forget = (): void => {
    received.length = 0
    recordings.length = 0
    chosen = undefined
    heard = undefined
  }
  const nextOf = (): Behaviour | undefined => (queue.length > 1 ? queue.shift() : queue[0])
  const server = createServer((request, response) => {
    readBody(request)
      .then(async (bytes) => {
        const path = request.url ?? ''
        if (!path.startsWith('/v1/')) {
          looked.push({ path, authorization: request.headers.authorization })
          const known = path in facts
          return reply(
            response,
            known ? { type: 'json', value: facts[path] } : { type: 'status', status: 404 },
          )
        }
        if (request.method === 'GET') return giveList(response, list)
        const body = bytes.toString('utf8')
        if (request.url?.endsWith('/embeddings')) {
          const wanted = EmbeddingRequest.parse(JSON.parse(body))
          embedded.push(wanted)
          if (typeof embedding !== 'function') return reply(response, embedding)
          const numbers = embedding(wanted.input)
          const usage = { prompt_tokens: 10, total_tokens: 10 }
          const data = [{ object: 'embedding', index: 0, embedding: numbers }]
          response
            .writeHead(200, { 'content-type': 'application/json' })
            .end(JSON.stringify({ object: 'list', model: wanted.model, data, usage }))
          return
        }
        if (request.url?.endsWith('/audio/transcriptions')) {
          const recording = await readRecording(request.headers, bytes)
          recordings.push(recording)
          const next = heard ? heard(recording) : nextOf()
          return next && reply(response, next)
        }
        const asked = ChatRequest.parse(JSON.parse(body))
        received.push({ authorization: request.headers.authorization, body: asked })
        const next = chosen ? chosen(body) : nextOf()
        return next && (asked.stream ? stream(response, next) : reply(response, next))
      })
      .catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    received,
    recordings,
    behave(...behaviours) {
      forget()
      queue = behaviours
    },
    respond(choose) {
      forget()
      chosen = choose
    },
    hear(choose) {
      forget()
      heard = choose
    },
    offer(offered) {
      list = offered
    },
    looked,
    tell(told) {
      facts = told
      looked.length = 0
    },
    embedded,
    embed(instead = hashedLetters) {
      embedding = instead
      embedded.length = 0
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const DIMENSIONS = 256

/**
 * An embedding that is really computed from the words: each group of three letters counts in one of 256 places (the hashing trick,
 * Weinberger et al., 2009). Like every sum over parts it is blind to the order of words.
 */
export function hashedLetters(words: string): number[] {
  const numbers = Array.from({ length: DIMENSIONS }, () => 0)
  const text = ` ${
    words
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu)
      ?.join('  ') ?? ''
  } `
  for (let at = 0; at + 3 <= text.length; at += 1) {
    const place =
      createHash('sha256')
        .update(text.slice(at, at + 3))
        .digest()
        .readUInt32BE() % DIMENSIONS
    numbers[place] = (numbers[place] ?? 0) + 1
  }
  return numbers
}

function giveList(response: ServerResponse, list: readonly Offered[] | Behaviour): Promise<void> | undefined {
  if (!isList(list)) return reply(response, list)
  const data = list.map((one) => ({
    ...(typeof one === 'string' ? { id: one } : one),
    ...{ object: 'model', created: 1, owned_by: 'fake' },
  }))
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ object: 'list', data }))
}

function isList(list: readonly Offered[] | Behaviour): list is readonly Offered[] {
  return Array.isArray(list)
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const chunk of request) pieces.push(chunk)
  return Buffer.concat(pieces)
}

async function reply(response: ServerResponse, behaviour: Behaviour): Promise<void> {
  const json = { 'content-type': 'application/json' }
  switch (behaviour.type) {
    case 'answer':
      response
        .writeHead(200, json)
        .end(completion(behaviour.text, behaviour.finish ?? 'stop', behaviour.thoughts))
      return
    case 'json':
      response.writeHead(200, json).end(JSON.stringify(behaviour.value))
      return
    case 'plain':
      response.writeHead(200, json).end(completion(behaviour.text, 'stop'))
      return
    case 'stream': {
      let text = ''
      for await (const piece of behaviour.pieces) text += piece
      response.writeHead(200, json).end(completion(text, 'stop'))
      return
    }
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

/** The same to who asked for a stream. */
async function stream(response: ServerResponse, behaviour: Behaviour): Promise<void> {
  switch (behaviour.type) {
    case 'answer':
      return await events(
        response,
        behaviour.text.match(/\s*\S+\s*$|\s*\S+/g) ?? [],
        behaviour.finish ?? 'stop',
        behaviour.thoughts,
      )
    case 'stream':
      return await events(response, behaviour.pieces, behaviour.end ?? 'stop')
    case 'empty':
      return await events(response, [], 'stop')
    case 'truncated':
      return await events(response, ['A long answer that '], 'cut')
    case 'stall':
      return await events(response, ['A long answer that '], 'stall')
    default:
      return await reply(response, behaviour)
  }
}

async function events(
  response: ServerResponse,
  pieces: Pieces,
  end: string,
  thoughts: Thoughts = {},
): Promise<void> {
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'fake' }
  const say = (more: object): void => {
    response.write(`data: ${JSON.stringify({ ...head, ...more })}\n\n`)
  }
  const choice = (delta: object, finish: string | null = null): object => ({
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  say(choice({ role: 'assistant', content: '' }))
  if (Object.keys(thoughts).length > 0) say(choice(thoughts))
  for await (const content of pieces) {
    if (response.destroyed) return
    say(choice({ content }))
  }
  if (end === 'stall') return
  if (end === 'cut') {
    // What was said before arrives: a line that is cut at once would take it along.
    await new Promise((resolve) => response.write(': cut\n\n', resolve))
    response.destroy()
    return
  }
  if (end === 'error') response.write('data: {"error":{"message":"out of memory"}}\n\n')
  else {
    say(choice({}, end))
    say({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 } })
  }
  response.end('data: [DONE]\n\n')
}

function completion(content: string, finish: string, thoughts: Thoughts = {}): string {
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'fake',
    choices: [{ index: 0, message: { role: 'assistant', content, ...thoughts }, finish_reason: finish }],
    usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
  })
}
