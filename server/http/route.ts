import type { z } from 'zod'
import type { Actor, Person } from '#server/contracts/actors.ts'
import type { ErrorCode } from '#server/contracts/errors.ts'
import type { Context } from '#server/platform/context.ts'
import { unlessDatabaseSilent } from '#server/platform/database/database-pulse.ts'
import { AppError, asAppError } from '#server/platform/errors.ts'
import { answerLost } from '#server/platform/idempotency/calls.ts'
import { withLogFields } from '#server/platform/logging/log-context.ts'
import { admitAddress, admitRequest } from './admit-request.ts'
import type { ApiTag } from './api-tags.ts'
import { clientAddress } from './client-address.ts'
import { type Access, identifyCaller, permitCaller } from './identify-caller.ts'
import type { LimitName } from './limits.ts'
import { logRequest, type PathParams } from './log-request.ts'
import { isOnceOnly, onceOnly } from './once-only.ts'
import { COMMON_HEADERS, DATA_POLICY } from './page-headers.ts'
import { problemResponse } from './problem-response.ts'
import { readJson, readParams, readQuery } from './read-input.ts'
import { requestIdOf } from './request-id.ts'
import { webContext } from './web-context.ts'

type Schema = z.ZodType | undefined
type Body = Schema | 'bytes'
type Out = z.ZodType | 'nothing' | 'response'

/** How a route is declared: who may call, how often, what comes in and what goes out. */
export type RouteSpec<
  A extends Access = Access,
  Params = Schema,
  Query = Schema,
  Input = Body,
  Output = Out,
> = {
  /** The chapter of the API's reference. */
  tag: ApiTag
  /** What a call does, in a few words that begin with a verb. Stands in the API's reference, as `description` does. */
  summary: string
  /** What a caller must know besides, in whole sentences. */
  description?: string
  /** Who may call at all; what they may do with a page is decided in the operation. */
  access: A
  limit: LimitName
  /** True where a key that writes as agent may change something: what waits for a person. */
  agents?: boolean
  params?: Params
  query?: Query
  /** Schema of a JSON body, or `bytes` for a raw one that the operation streams from `request.body`. */
  input?: Input
  /** Schema of the answer, which is always parsed by it; `nothing` answers 204; `response` is made by the handler. */
  output: Output
  /** Of a success; 200 unless said. */
  status?: number
  /** What can go wrong in the operation besides what follows from the rest of the declaration. */
  problems?: readonly ErrorCode[]
  /**
   * For a POST that is carried out once for each idempotency key: makes the answer from what its transaction gave, where that is
   * not the answer itself.
   */
  recover?: (call: { ctx: Context; actor: Person }, effect: unknown) => Promise<unknown>
  /** The successes of a `response`, by status. */
  answers?: Readonly<Record<number, RouteAnswer>>
}

/** One kind of answer that a handler makes itself. */
export type RouteAnswer = { description: string; mediaType?: string; schema?: z.ZodType }

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined
type Answer<O> = O extends z.ZodType ? z.input<O> : O extends 'response' ? Response : unknown

export type RouteCall<A extends Access, Params, Query, Input> = {
  ctx: Context
  actor: A extends 'anonymous' ? Actor : Person
  params: Parsed<Params>
  query: Parsed<Query>
  input: Parsed<Input>
  request: Request
  /** Headers of the answer, to set cookies and the like. */
  headers: Headers
  /** The client's address as limits count it. */
  address: string
}

export type RouteHandler = (request: Request, context: { params: Promise<PathParams> }) => Promise<Response>

const specs = new WeakMap<RouteHandler, RouteSpec>()

/** The declaration of a handler that `route()` made; undefined for any other. */
export function routeSpecOf(handler: RouteHandler): RouteSpec | undefined {
  return specs.get(handler)
}

/**
 * Makes the handler of one verb: limit, credential, input, act, answer. Every failure leaves as problem+json, every answer
 * carries X-Request-Id, and each request is one log line.
 */
export function route<
  A extends Access,
  Output extends Out,
  Params extends Schema = undefined,
  Query extends Schema = undefined,
  Input extends Body = undefined,
>(
  spec: RouteSpec<A, Params, Query, Input, Output>,
  act: (call: RouteCall<A, Params, Query, Input>) => Promise<Answer<Output>>,
): RouteHandler {
  async function respond(ctx: Context, request: Request, given: PathParams, headers: Headers) {
    const address = clientAddress(request.headers)
    await admitAddress(ctx, address)
    const actor = await identifyCaller(ctx, request, spec.access)
    await admitRequest(ctx, spec.limit, actor, address, headers)
    permitCaller(actor, spec, request.method)
    const params = spec.params && readParams(spec.params, given)
    const query = spec.query && readQuery(request, spec.query)
    const input = spec.input && spec.input !== 'bytes' ? await readJson(request, spec.input) : undefined
    const run = async (sent: Request) => {
      // permitCaller and the schemas above have established exactly what the types of RouteCall say.
      const call = { ctx, actor, params, query, input, request: sent, headers, address }
      const result = await act(call as RouteCall<A, Params, Query, Input>)
      return present(spec.output, spec.status, result, { request, headers })
    }
    if (actor.kind !== 'person' || !isOnceOnly(request.method, spec)) return await run(request)
    return await onceOnly({ ctx, actor, request, input, headers }, run, async (effect) => {
      const known = spec.recover ? await spec.recover({ ctx, actor }, effect) : effect
      // The transaction of some operation may give something else than its answer: that is told as lost, not as a fault.
      if (typeof spec.output === 'object' && !spec.output.safeParse(known).success) throw answerLost()
      return present(spec.output, spec.status, known, { request, headers })
    })
  }

  const handler: RouteHandler = async (request, context) => {
    const requestId = requestIdOf(request.headers)
    // Next hands over no params at all where the path has none, whatever its types say.
    const params: PathParams = ((await context.params) as PathParams | undefined) ?? {}
    return withLogFields({ requestId }, async () => {
      const start = performance.now()
      const ctx = webContext()
      const headers = new Headers({
        ...COMMON_HEADERS,
        'content-security-policy': DATA_POLICY,
        'x-request-id': requestId,
        'cache-control': 'no-store',
      })
      try {
        const response = await unlessDatabaseSilent(ctx, respond(ctx, request, params, headers))
        logRequest(ctx, request, params, start, response.status)
        return response
      } catch (thrown) {
        const error = asAppError(thrown)
        logRequest(ctx, request, params, start, error.status, error)
        return problemResponse(error, requestId, headers)
      }
    })
  }
  specs.set(handler, spec)
  return handler
}

type Outgoing = { request: Request; headers: Headers }

function present(
  output: Out,
  status: number | undefined,
  result: unknown,
  { request, headers }: Outgoing,
): Response {
  if (output === 'nothing') return new Response(null, { status: status ?? 204, headers })
  if (output === 'response') {
    if (!(result instanceof Response))
      throw new AppError('internal', 'Something went wrong on the server.', { cause: 'no Response returned' })
    // What the operation says of its own answer (a type, a cache rule) stands before the defaults.
    if (request.method === 'HEAD' && result.body) {
      // Nobody will read it, and a stream of events would wait for a reader.
      void result.body.cancel()
      return present(output, status, new Response(null, result), { request, headers })
    }
    for (const [name, value] of headers) if (!result.headers.has(name)) result.headers.append(name, value)
    return result
  }
  const parsed = output.safeParse(result)
  if (!parsed.success)
    throw new AppError('internal', 'Something went wrong on the server.', { cause: parsed.error })
  headers.set('content-type', 'application/json')
  const next = nextPageOf(request, parsed.data)
  if (next !== undefined) headers.set('link', `<${next}>; rel="next"`)
  return new Response(JSON.stringify(parsed.data), { status: status ?? 200, headers })
}

/** Where the list goes on (RFC 8288), as a path on this server, for programs that follow links. */
function nextPageOf(request: Request, body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('nextCursor' in body)) return undefined
  if (typeof body.nextCursor !== 'string') return undefined
  const { pathname, searchParams } = new URL(request.url)
  searchParams.set('cursor', body.nextCursor)
  return `${pathname}?${searchParams}`
}
