import type { Author } from '#server/collaboration/edit-document.ts'
import { appendInitialContent } from '#server/collaboration/initial-content.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'

/** A page with its first update, below the rules of who may make one: for tests of the log itself. */
export async function makeDocument(ctx: Context, author: Author, title = ''): Promise<string> {
  const workspaceId = newId()
  const id = newId()
  await transaction(ctx, async (tx) => {
    await tx.workspace.create({ data: { id: workspaceId, name: 'Log' } })
    await tx.document.create({ data: { id, workspaceId } })
    await appendInitialContent(tx, author, id, { title })
  })
  return id
}
