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

/** Ids may be logged; any other parameter of a path may be a secret (the token of an invitation), and no query is. */
function pathWithoutSecrets(request: Request, params: PathParams): string {
  let { pathname } = new URL(request.url)
  for (const [name, value] of Object.entries(params))
    for (const part of Array.isArray(value) ? value : [value ?? ''])
      if (part !== '' && !Id.safeParse(part).success)
        pathname = pathname.replace(encodeURIComponent(part), `[${name}]`).replace(part, `[${name}]`)
  return pathname.slice(0, 200)
}
