import type { SignIn } from '#server/contracts/accounts.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { authOf } from './auth.ts'
import { signInLimit } from './sign-in-limit.ts'

/** Checks the password of an account under the limits of signing in. Throws `sign-in-required` and `rate-limited`. */
export async function verifyPassword(
  ctx: Context,
  { email, password }: SignIn,
  address: string,
): Promise<void> {
  const limit = await signInLimit(ctx, email, address)
  await limit.count()
  const account = await ctx.db.prisma.account.findFirst({
    where: { user: { email }, providerId: 'credential' },
    select: { password: true },
  })
  const hash = account?.password
  const { password: hasher } = await authOf(ctx).$context
  if (!hash || !(await hasher.verify({ hash, password })))
    throw new AppError('sign-in-required', 'There is an account with this address: give its password.')
  await limit.forget()
}
