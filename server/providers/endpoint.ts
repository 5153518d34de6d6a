import type { EgressLimits } from '#server/platform/egress/egress.ts'

/** A server that speaks OpenAI's chat completions, as a check asks it. */
export type Endpoint = {
  baseUrl: string
  apiKey: string | undefined
  door: (limits: EgressLimits) => typeof fetch
}

type Asked = { path: string; body?: object; limits: EgressLimits }

/** One request, with the key. Throws `EgressFailure`. */
export async function ask(
  { baseUrl, apiKey, door }: Endpoint,
  { path, body, limits }: Asked,
): Promise<Response> {
  return await door(limits)(`${baseUrl}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
}
