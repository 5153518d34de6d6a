import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { processWide } from '#server/platform/process-wide.ts'
import { createDatabaseLimiter, type RateLimiter } from '#server/platform/rate-limit/rate-limiter.ts'
import { createPasswordReset } from './create-password-reset.ts'

/** Mails to one address, whoever asks: nobody's mailbox is filled from here. */
export const RESET_LIMIT = { name: 'reset-account', points: 5, seconds: 3600 }

const limiters = processWide('reset limiters', () => new WeakMap<Context, RateLimiter>())

/**
 * Mails a link to choose a new password, if there is an account with this address. It returns before anything is looked up,
 * so that neither the answer nor its time tells whether there is one; what fails later is in the log, and the person asks
 * again. Without a mail server nothing happens: an owner hands out a link instead.
 */
export function requestPasswordReset(ctx: Context, email: string): void {
  void mailResetLink(ctx, email).catch((error: unknown) =>
    ctx.log.error({ error }, 'a link to reset a password was not mailed'),
  )
}

async function mailResetLink(ctx: Context, email: string): Promise<void> {
  const { mailer } = ctx
  if (!mailer) return
  const limiter = limiters.get(ctx) ?? createDatabaseLimiter(ctx, RESET_LIMIT)
  limiters.set(ctx, limiter)
  if (!(await limiter.take(email)).allowed) return
  const user = await ctx.db.prisma.user.findUnique({
    where: { email, suspendedAt: null },
    select: { id: true, name: true },
  })
  if (!user) return
  const { link } = await transaction(ctx, (tx) => createPasswordReset(ctx, tx, user.id))
  await mailer.send({
    to: email,
    subject: 'Choose a new password for Weft',
    text: [
      `Hello ${user.name},`,
      `somebody, hopefully you, asked for a new password at ${ctx.config.publicUrl}. Within an hour you can choose one here:`,
      link,
      'If it was not you, do nothing: your password stays as it is.',
    ].join('\n\n'),
  })
}
