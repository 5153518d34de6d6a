import type { Context } from '#server/platform/context.ts'
import { EgressFailure } from '#server/platform/egress/egress-failure.ts'
import { AppError } from '#server/platform/errors.ts'

/**
 * Throws `invalid-input` for an address that may not be asked, with what would allow it. It spares people a provider that never
 * answers; what protects is the check of each connection, for a name may lead elsewhere tomorrow.
 */
export async function requireAddress(ctx: Pick<Context, 'egress'>, baseUrl: string): Promise<void> {
  try {
    await ctx.egress.inspect(baseUrl)
  } catch (error) {
    if (!(error instanceof EgressFailure)) throw error
    throw new AppError('invalid-input', error.message, {
      faults: [{ path: 'baseUrl', message: error.message }],
      cause: error,
    })
  }
}
