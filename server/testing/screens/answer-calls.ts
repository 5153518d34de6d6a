import { ERROR_STATUS, type ErrorCode, type FieldFault } from '#server/contracts/errors.ts'

/** What a page asked the server for. */
export type Call = { method: string; path: string; query: Record<string, string>; body: unknown }

/** How the server answers a call: with a body, or by what `problem`, `noAnswer` and `later` make. */
export type Answer = object | string | symbol | null | ((call: Call) => unknown)

/** Answers by "GET /api/v1/members". What is not named here is never answered, and so stays on its way. */
export type Answers = Record<`${string} /${string}`, Answer>

const REQUEST_ID = 'req-0123456789'

const REFUSED = Symbol('refused')

type Refusal = {
  [REFUSED]: true
  code: ErrorCode
  detail: string
  faults: readonly FieldFault[]
  retryable: boolean
}

/** The server refuses, in its own words; the id of the request is `req-0123456789`. */
export function problem(
  code: ErrorCode,
  detail: string,
  { faults = [], retryable = false }: { faults?: readonly FieldFault[]; retryable?: boolean } = {},
): Refusal {
  return { [REFUSED]: true, code, detail, faults, retryable }
}

/** No answer comes: the network is away. */
export const noAnswer: unique symbol = Symbol('no answer')

/** An answer that comes when `give` is called. */
export function later(): { answer: Promise<unknown>; give: (body: unknown) => void } {
  const { promise, resolve } = Promise.withResolvers<unknown>()
  return { answer: promise, give: resolve }
}

export type AnsweredCalls = {
  /** Every call so far, the oldest first. */
  calls: Call[]
  restore(): void
}

/**
 * Answers what the page's `fetch` asks for, in the place of a server. The page parses what it is given by its contracts, so an
 * answer of another shape than the server's is a failure, as it would be there.
 */
export function answerCalls(answers: Answers): AnsweredCalls {
  const before = globalThis.fetch
  const calls: Call[] = []
  globalThis.fetch = async (input, init) => {
    const url = new URL(String(input), window.location.href)
    const call: Call = {
      method: init?.method ?? 'GET',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : (init?.body ?? undefined),
    }
    calls.push(call)
    const named = answers[`${call.method} ${call.path}` as keyof Answers]
    if (named === undefined) return new Promise<Response>(() => {})
    return responseOf(await (typeof named === 'function' ? named(call) : named))
  }
  return {
    calls,
    restore() {
      globalThis.fetch = before
    },
  }
}

function responseOf(body: unknown): Response {
  if (body === noAnswer) throw new TypeError('fetch failed')
  const headers = { 'x-request-id': REQUEST_ID }
  if (body === null) return new Response(null, { status: 204, headers })
  if (!isRefusal(body)) return Response.json(body, { headers })
  const { code, detail, faults, retryable } = body
  const status = ERROR_STATUS[code]
  return Response.json(
    { type: 'about:blank', title: code, status, detail, code, requestId: REQUEST_ID, retryable, faults },
    { status, headers },
  )
}

function isRefusal(body: unknown): body is Refusal {
  return typeof body === 'object' && body !== null && REFUSED in body
}
