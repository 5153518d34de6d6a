import type { SignIn } from '#server/contracts/accounts.ts'
import type { Context } from '#server/platform/context.ts'
import { authOf } from './auth.ts'
import { signInLimit } from './sign-in-limit.ts'

/**
 * True when this is the password of the account. Counts as a try to sign in, so that nobody guesses here instead.
 * Throws `rate-limited`.
 */
export async function verifyPassword(
  ctx: Context,
  { email, password }: SignIn,
  address: string,
): Promise<boolean> {
  const limit = await signInLimit(ctx, email, address)
  await limit.count()
  const account = await ctx.db.prisma.account.findFirst({
    where: { user: { email }, providerId: 'credential' },
    select: { password: true },
  })
  const hash = account?.password
  const { password: hasher } = await authOf(ctx).$context
  if (!hash || !(await hasher.verify({ hash, password }))) return false
  await limit.forget()
  return true
}
