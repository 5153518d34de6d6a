import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { authOf } from './auth.ts'
import { chooseHue } from './choose-hue.ts'

// Prisma's code of a value that must be unique and is not.
const UNIQUE_VIOLATION = 'P2002'

/** `besideHues` are those of the people whom the new one will write with. */
export type NewAccount = { name: string; email: string; passwordHash: string; besideHues: readonly number[] }

/** A slow salted hash (scrypt, about 100 ms): made before a transaction begins, never inside one. */
export async function hashPassword(ctx: Context, password: string): Promise<string> {
  return await (await authOf(ctx).$context).password.hash(password)
}

/** The id of the account with this address, in lower case; undefined when there is none. */
export async function findAccount(tx: Transaction, email: string): Promise<string | undefined> {
  return (await tx.user.findUnique({ where: { email }, select: { id: true } }))?.id
}

/**
 * Makes a person who signs in with e-mail and password, as better-auth stores one; returns the id. Throws `conflict` when
 * somebody else made an account with this address a moment ago.
 */
export async function createAccount(tx: Transaction, account: NewAccount): Promise<string> {
  const { name, email, passwordHash, besideHues } = account
  const id = newId()
  const accounts = {
    create: { id: newId(), accountId: id, providerId: 'credential', password: passwordHash },
  }
  try {
    await tx.user.create({ data: { id, name, email, hue: chooseHue(besideHues), accounts } })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === UNIQUE_VIOLATION)
      throw new AppError('conflict', 'There is an account with this address by now. Try again.', { cause })
    throw cause
  }
  return id
}
