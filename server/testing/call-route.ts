type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>

export type Call = {
  method?: string
  /** Path with query, `/` when it does not matter. */
  path?: string
  params?: Record<string, string>
  /** Sent as JSON. */
  json?: unknown
  body?: BodyInit
  cookie?: string
  key?: string
  /** Makes the call one that has its effect once. */
  idempotencyKey?: string
  headers?: Record<string, string>
}

export const TEST_ORIGIN = 'http://localhost:3000'

/** Calls a route's handler as a browser of the own site would, or with a key as a program would. */
export async function callRoute(handler: Handler, call: Call = {}): Promise<Response> {
  const { method = 'GET', path = '/', params, json, body, cookie, key } = call
  const headers = new Headers({ host: 'localhost:3000', 'x-forwarded-for': '192.0.2.1' })
  if (cookie !== undefined) headers.set('cookie', cookie)
  if (key !== undefined) headers.set('authorization', `Bearer ${key}`)
  else if (method !== 'GET') headers.set('origin', TEST_ORIGIN)
  if (json !== undefined) headers.set('content-type', 'application/json')
  if (call.idempotencyKey !== undefined) headers.set('idempotency-key', call.idempotencyKey)
  for (const [name, value] of Object.entries(call.headers ?? {})) {
    if (value === '') headers.delete(name)
    else headers.set(name, value)
  }
  const request = new Request(new URL(path, TEST_ORIGIN), {
    method,
    headers,
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
    // Node asks for it where the body is a stream.
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  })
  // As Next calls it: without params in the path there is not even an empty object.
  const given: unknown = params === undefined ? undefined : Promise.resolve(params)
  return handler(request, { params: given as Promise<Record<string, string>> })
}

/** The Cookie header of a browser that received this answer. */
export function cookiesOf(response: Response | undefined): string {
  return (response?.headers.getSetCookie() ?? []).map((line) => line.split(';', 1)[0]).join('; ')
}
