import { createHash } from 'node:crypto'
import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import {
  claimCall,
  keepAnswer,
  otherCall,
  releaseCall,
  type StoredAnswer,
  sealEffect,
} from '#server/platform/idempotency/calls.ts'
import { asCall } from '#server/platform/idempotency/current-call.ts'
import { sha256 } from '#server/platform/ids.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

const HEADER = 'idempotency-key'
// Printable ASCII, as in draft-ietf-httpapi-idempotency-key-header; quotes around it belong to the key.
const KEY = /^[\x21-\x7e]{1,200}$/
// Answers that say how a call was met, not what it made, are of each try's own.
const KEPT_HEADERS = ['content-type', 'location', 'link']

/** Whether a route takes idempotency keys: every POST by which a person makes something does. */
export function isOnceOnly(method: string, spec: { access: string; status?: number }): boolean {
  return method === 'POST' && spec.status === 201 && spec.access !== 'anonymous'
}

type Call = {
  ctx: Context
  actor: Person
  request: Request
  /** The parsed body; undefined where the body is streamed. */
  input: unknown
  headers: Headers
}

/**
 * Carries a call out once for each Idempotency-Key of a person and workspace: the same call again gets the answer that the
 * first one had, with `Idempotency-Replayed: true`. Without the header it just runs. A call that fails before it changed
 * anything may be tried again with its key. Where a process died between the effect and its answer, `recover` makes the answer
 * from what the transaction of the effect gave; what it cannot make one from is told as lost.
 */
export async function onceOnly(
  call: Call,
  run: (request: Request) => Promise<Response>,
  recover: (effect: unknown) => Promise<Response>,
): Promise<Response> {
  const { ctx, actor, request, input, headers } = call
  const key = request.headers.get(HEADER)
  if (key === null) return await run(request)
  if (!KEY.test(key))
    throw new AppError('invalid-input', 'The Idempotency-Key must be 1 to 200 visible ASCII characters.')
  const { pathname, search } = new URL(request.url)
  const claimed = await claimCall(ctx, {
    scope: `${actor.userId} ${currentWorkspace(actor).workspaceId}`,
    key,
    fingerprint: sha256(`${request.method} ${pathname}${search}\n${JSON.stringify(input) ?? ''}`),
  })
  if ('answer' in claimed) return await replay(claimed.answer, request, headers)
  if ('effect' in claimed) {
    const { value, bodyHash } = claimed.effect
    await requireSameBody(request, bodyHash)
    headers.set('idempotency-replayed', 'true')
    return await recover(value)
  }
  const body = input === undefined ? hashed(request) : { request }
  const bodyHash = (): { bodyHash?: string } => ('digest' in body ? { bodyHash: body.digest() } : {})
  const seal = (value: unknown) => sealEffect(ctx, key, { value, ...bodyHash() })
  try {
    const response = await asCall({ ...claimed.call, seal }, () => run(body.request))
    const text = await response.clone().text()
    await keepAnswer(ctx, claimed.call, key, {
      status: response.status,
      headers: KEPT_HEADERS.flatMap((name) => {
        const value = response.headers.get(name)
        return value === null ? [] : [[name, value] as [string, string]]
      }),
      body: text,
      ...bodyHash(),
    }).catch((error: unknown) => {
      // It was carried out and says so; a repetition makes the answer from what was noted with the effect.
      ctx.log.error({ error }, 'the answer of an idempotent call was not kept')
    })
    return response
  } catch (error) {
    await releaseCall(ctx, claimed.call).catch((cause: unknown) => {
      // The claim runs out by itself.
      ctx.log.warn({ error: cause }, 'the claim of an idempotent call stays until it runs out')
    })
    throw error
  }
}

async function replay(answer: StoredAnswer, request: Request, headers: Headers): Promise<Response> {
  await requireSameBody(request, answer.bodyHash)
  for (const [name, value] of answer.headers) headers.set(name, value)
  headers.set('idempotency-replayed', 'true')
  return new Response(answer.body === '' ? null : answer.body, { status: answer.status, headers })
}

/** A body that is streamed is not part of the fingerprint. */
async function requireSameBody(request: Request, bodyHash: string | undefined): Promise<void> {
  if (bodyHash !== undefined && (await digestOf(request)) !== bodyHash) throw otherCall()
}

/** The same request, whose body is hashed as it is read; the digest is of what was read so far. */
function hashed(request: Request): { request: Request; digest: () => string } {
  const hash = createHash('sha256')
  const through = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      hash.update(chunk)
      controller.enqueue(chunk)
    },
  })
  if (!request.body) return { request, digest: () => hash.copy().digest('hex') }
  const { url, method, headers } = request
  const body = request.body.pipeThrough(through)
  // Node demands `duplex` for a body that is a stream; the type of the browser does not know it.
  const init: RequestInit & { duplex: 'half' } = { method, headers, body, duplex: 'half' }
  return { request: new Request(url, init), digest: () => hash.copy().digest('hex') }
}

async function digestOf(request: Request): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of request.body ?? []) hash.update(chunk)
  return hash.digest('hex')
}
