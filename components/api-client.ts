import { z } from 'zod'
import { ERROR_STATUS, type ErrorCode, type FieldFault, Problem } from '#server/contracts/errors.ts'
import { sendWithProgress } from './send-with-progress.ts'
import { noteReach } from './server-reach.ts'

// Longer than the slowest honest answer of the API (an upload of 25 MiB over a slow line is the exception and says so).
const TIMEOUT_MS = 30_000

/**
 * What went wrong with a call, in the words of the server: `message` is the sentence to show. `offline` marks that no answer came
 * at all; then there is no request id.
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code: ErrorCode
  readonly requestId: string | null
  readonly retryable: boolean
  readonly offline: boolean
  readonly faults: readonly FieldFault[]

  constructor(problem: {
    detail: string
    code: ErrorCode
    requestId: string | null
    retryable: boolean
    offline?: boolean
    faults?: readonly FieldFault[] | undefined
    cause?: unknown
  }) {
    super(problem.detail, { cause: problem.cause })
    this.code = problem.code
    this.requestId = problem.requestId
    this.retryable = problem.retryable
    this.offline = problem.offline ?? false
    this.faults = problem.faults ?? []
  }
}

type Call<Output extends z.ZodType> = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: `/api/v1/${string}`
  query?: Record<string, string | number | undefined>
  /** Sent as JSON, unless it is a `Blob`, which is sent as it is. */
  body?: unknown
  output: Output
  signal?: AbortSignal
  timeoutMs?: number
  /** How much of a `Blob` has left, 0 to 1. */
  onProgress?: (share: number) => void
  /** Asks for the beginning of a file instead of for JSON. */
  firstBytes?: number
}

/** Calls the API and parses the answer. Throws `ApiProblem` for everything but a success that has the promised shape. */
export async function callApi<Output extends z.ZodType>(call: Call<Output>): Promise<z.infer<Output>> {
  const response = await send(call)
  const requestId = response.headers.get('x-request-id')
  if (!response.ok) throw await problemOf(response, requestId)
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined)
  const parsed = call.output.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ApiProblem({
    detail:
      'The server answered in a way that this page does not understand. Reload the page to get its newest version.',
    code: 'internal',
    requestId,
    retryable: false,
    cause: parsed.error,
  })
}

/** A file, whole. Throws `ApiProblem` unless the answer is a success. */
export async function readBytes(
  call: Pick<Call<z.ZodType>, 'path' | 'signal' | 'timeoutMs'>,
): Promise<ArrayBuffer> {
  const response = await send({ ...call, output: Nothing })
  if (!response.ok) throw await problemOf(response, response.headers.get('x-request-id'))
  return await response.arrayBuffer()
}

/** The first bytes of a file as text; `cut` when the file has more. Throws `ApiProblem` unless the answer is a success. */
export async function readText(
  call: Pick<Call<z.ZodType>, 'path' | 'signal'> & { firstBytes: number },
): Promise<{ text: string; cut: boolean }> {
  const response = await send({ ...call, output: Nothing })
  if (!response.ok) throw await problemOf(response, response.headers.get('x-request-id'))
  const whole = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? 0)
  return { text: await response.text(), cut: whole > call.firstBytes }
}

/** The answer of calls that have none. */
export const Nothing = z.undefined()

async function send<Output extends z.ZodType>(call: Call<Output>): Promise<Response> {
  const timeout = AbortSignal.timeout(call.timeoutMs ?? TIMEOUT_MS)
  try {
    const response = await request(call, {
      method: call.method ?? 'GET',
      headers: headersOf(call),
      body: bodyOf(call.body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
    })
    noteReach(response.status < 502)
    return response
  } catch (cause) {
    if (call.signal?.aborted) throw cause
    noteReach(false)
    throw new ApiProblem({
      detail: timeout.aborted
        ? 'The server did not answer in time. Try again in a moment.'
        : 'Weft cannot be reached. Check your connection; nothing you typed is lost.',
      code: 'unavailable',
      requestId: null,
      retryable: true,
      offline: true,
      cause,
    })
  }
}

function request(
  call: Call<z.ZodType>,
  init: RequestInit & { method: string; headers: Record<string, string>; signal: AbortSignal },
): Promise<Response> {
  const { body, onProgress } = call
  return onProgress && body instanceof Blob
    ? sendWithProgress(urlOf(call), { ...init, body }, onProgress)
    : fetch(urlOf(call), init)
}

function urlOf({ path, query }: Pick<Call<z.ZodType>, 'path' | 'query'>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {}))
    if (value !== undefined) search.set(key, String(value))
  return search.size > 0 ? `${path}?${search}` : path
}

function headersOf({ body, firstBytes }: Call<z.ZodType>): Record<string, string> {
  if (firstBytes !== undefined) return { range: `bytes=0-${firstBytes - 1}` }
  const accept = { accept: 'application/json' }
  if (body === undefined) return accept
  if (body instanceof Blob) return { ...accept, 'content-type': body.type || 'application/octet-stream' }
  return { ...accept, 'content-type': 'application/json' }
}

function bodyOf(body: unknown): BodyInit | null {
  if (body === undefined) return null
  return body instanceof Blob ? body : JSON.stringify(body)
}

async function problemOf(response: Response, requestId: string | null): Promise<ApiProblem> {
  const parsed = Problem.safeParse(await response.json().catch(() => undefined))
  if (parsed.success) return new ApiProblem(parsed.data)
  // A proxy or a restart answered in the server's place.
  return new ApiProblem({
    detail: 'Weft is not answering properly just now. Try again in a moment.',
    code: codeOf(response.status),
    requestId,
    retryable: response.status >= 500,
  })
}

function codeOf(status: number): ErrorCode {
  const found = Object.entries(ERROR_STATUS).find(([, known]) => known === status)
  return found ? (found[0] as ErrorCode) : status >= 500 ? 'unavailable' : 'internal'
}
