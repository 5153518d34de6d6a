import { Id } from '#server/contracts/identifiers.ts'
import type { Context } from '#server/platform/context.ts'
import type { AppError } from '#server/platform/errors.ts'

/** Path parameters as Next hands them over. */
export type PathParams = Record<string, string | string[] | undefined>

/** One line per request. What is ours to know (5xx) comes with its cause. */
export function logRequest(
  ctx: Pick<Context, 'log'>,
  request: Request,
  params: PathParams,
  start: number,
  status: number,
  error?: AppError,
): void {
  const line = {
    method: request.method,
    path: pathWithoutSecrets(request, params),
    status,
    ms: Math.round((performance.now() - start) * 10) / 10,
    ...(error ? { code: error.code } : {}),
  }
  if (error && status >= 500) ctx.log.error({ ...line, error }, 'request failed')
  else ctx.log.info(line, 'request')
}

/**
 * Ids may be logged; any other parameter of a path may be a secret (the token of an invitation), and no query is. Parts are
 * compared as they were meant: whoever writes a letter of a secret as %41 gives it away no less.
 */
function pathWithoutSecrets(request: Request, params: PathParams): string {
  const hidden = new Map<string, string>()
  for (const [name, value] of Object.entries(params))
    for (const part of [value ?? []].flat()) if (!Id.safeParse(part).success) hidden.set(part, `[${name}]`)
  const parts = new URL(request.url).pathname.split('/')
  const shown = parts.map((part) => hidden.get(decoded(part)) ?? hidden.get(part) ?? part)
  return shown.join('/').slice(0, 200)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // a lone % means itself
  }
}
