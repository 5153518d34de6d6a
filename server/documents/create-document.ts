import { DEPTH_MAX, documentStandings, requireRole } from '#server/access/document-role.ts'
import type { Membership, Person } from '#server/contracts/actors.ts'
import type { CreateDocument, DocumentSummary } from '#server/contracts/documents.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { authorOf } from './author-of.ts'
import { requireMayCreateAtTop, requireMayWrite } from './document.policy.ts'
import { DOCUMENT_LIST_CHANNEL } from './document-list-channel.ts'
import { getDocument } from './get-document.ts'
import { insertDocument } from './insert-document.ts'
import { loadSummary } from './load-summaries.ts'

// The walk upwards grants nothing when it is cut off at DEPTH_MAX, so the deepest usable page is one above.
const DEPTH_USABLE = DEPTH_MAX - 1

/**
 * Makes a page at the top of the membership's workspace or below a page that the person may edit, with its first paragraph
 * already in its log. Throws `not-found`, `forbidden`, and `cannot-process` where the tree is too deep.
 */
export async function createDocument(
  ctx: Context,
  actor: Person,
  membership: Membership,
  input: CreateDocument,
): Promise<DocumentSummary> {
  requireMayWrite(actor)
  const { title, parentId } = input
  const workspaceId = parentId === null ? topOf(membership) : await below(ctx, actor, parentId)
  const id = await transaction(ctx, async (tx, afterCommit) => {
    const id = await insertDocument(tx, { workspaceId, parentId, author: authorOf(actor), title })
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'document.created',
      subjectType: 'document',
      subjectId: id,
    })
    afterCommit(() => ctx.bus.notify(DOCUMENT_LIST_CHANNEL, id))
    return id
  })
  return await getDocument(ctx, actor, id)
}

function topOf(membership: Membership): string {
  requireMayCreateAtTop(membership)
  return membership.workspaceId
}

async function below(ctx: Context, actor: Person, parentId: string): Promise<string> {
  await requireRole(ctx, actor, parentId, 'editor')
  const parent = await loadSummary(ctx, parentId)
  const depth = (await documentStandings(ctx, actor, [parentId])).get(parentId)?.depth
  if (!parent || depth === undefined) throw notFound('page')
  if (depth >= DEPTH_USABLE)
    throw new AppError('cannot-process', `Pages nest at most ${DEPTH_USABLE} deep. Put this one higher up.`)
  return parent.workspaceId
}
