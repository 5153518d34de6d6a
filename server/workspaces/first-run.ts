import { createAccount, hashPassword } from '#server/accounts/create-account.ts'
import { type SignedIn, type SignInOrigin, signIn } from '#server/accounts/sign-in.ts'
import type { FirstRun } from '#server/contracts/accounts.ts'
import { insertDocument } from '#server/documents/insert-document.ts'
import { SAMPLE_PAGE } from '#server/documents/sample-page.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'

// Key of the advisory lock: 'weft' in ASCII, and 1 for the first run.
const LOCK_SPACE = 0x77656674
const FIRST_RUN = 1

/**
 * Makes the first account of a server, its workspace and the sample page, and signs the person in. Works once: the lock
 * lets only one of two racing strangers find the server empty. Throws `conflict` for everybody after the first.
 */
export async function runFirstSetup(ctx: Context, input: FirstRun, origin: SignInOrigin): Promise<SignedIn> {
  if (await hasAccount(ctx.db.prisma)) throw alreadySetUp()
  const { name, email, password, workspaceName } = input
  const passwordHash = await hashPassword(ctx, password)
  const made = await transaction(ctx, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK_SPACE}::int, ${FIRST_RUN}::int)`
    if (await hasAccount(tx)) throw alreadySetUp()
    const userId = await createAccount(tx, { name, email, passwordHash, besideHues: [] })
    const workspaceId = newId()
    await tx.workspace.create({
      data: {
        id: workspaceId,
        name: workspaceName,
        memberships: { create: { id: newId(), userId, role: 'owner' } },
      },
    })
    const documentId = await insertDocument(tx, {
      workspaceId,
      parentId: null,
      author: { kind: 'person', id: userId },
      ...SAMPLE_PAGE,
    })
    await recordAudit(tx, {
      workspaceId,
      actor: { kind: 'new-person', userId },
      action: 'workspace.created',
      subjectType: 'workspace',
      subjectId: workspaceId,
    })
    return { workspaceId, documentId }
  })
  const signedIn = await signIn(ctx, { email, password }, origin)
  return { ...signedIn, arrival: { ...signedIn.arrival, ...made } }
}

async function hasAccount(tx: Transaction): Promise<boolean> {
  return (await tx.user.findFirst({ select: { id: true } })) !== null
}

function alreadySetUp(): AppError {
  return new AppError('conflict', 'This server is set up already. Please sign in.')
}
