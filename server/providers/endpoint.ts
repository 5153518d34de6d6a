import type { Context } from '#server/platform/context.ts'
import type { EgressLimits } from '#server/platform/egress/egress.ts'
import type { KnownProvider } from './known-providers.ts'

/** A server that speaks OpenAI's API, asked without the SDK. */
export type Endpoint = {
  baseUrl: string
  apiKey: string | undefined
  door: (limits: EgressLimits) => typeof fetch
}

/** `body` goes as JSON, a form as it is. */
type Asked = { path: string; body?: object | FormData; limits: EgressLimits; signal?: AbortSignal }

/** One request, with the key. Throws `EgressFailure`, or the reason of the signal. */
export async function ask(
  { baseUrl, apiKey, door }: Endpoint,
  { path, body, limits, signal }: Asked,
): Promise<Response> {
  const isForm = body instanceof FormData
  return await door(limits)(`${baseUrl}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(body && !isForm && { 'content-type': 'application/json' }),
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  })
}

/** Where a provider is asked; one of the environment is the operator's word, all others are checked. */
export function endpointOf(
  ctx: Pick<Context, 'egress'>,
  { baseUrl, apiKey, checked }: Pick<KnownProvider, 'baseUrl' | 'apiKey' | 'checked'>,
): Endpoint {
  const door: Endpoint['door'] = (limits) =>
    checked ? ctx.egress.checked(limits) : ctx.egress.trusted(limits)
  return { baseUrl: baseUrl.replace(/\/+$/, ''), apiKey, door }
}
