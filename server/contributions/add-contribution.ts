import { requireRole } from '#server/access/document-role.ts'
import { holdLiveKey } from '#server/accounts/describe-keys.ts'
import { editDocument } from '#server/collaboration/edit-document.ts'
import type { Actor, Person } from '#server/contracts/actors.ts'
import {
  type ContributionView,
  type CreateContribution,
  WAITING_MAX,
} from '#server/contracts/contributions.ts'
import { appendContribution, countContributions } from '#server/document-model/contribution-block.ts'
import { addressesOf } from '#server/document-model/page-addresses.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import { contributedBlocks } from './contributed-blocks.ts'
import { presentContribution } from './contribution.presenter.ts'

/**
 * Adds what a program wrote to a page, as a block that a person accepts or rejects, in the name of its API key. The key's owner
 * must be one who may edit the page at this moment. Block, row and audit entry are one transaction, in which the key is not
 * revoked. Throws `not-found` for the page, `forbidden` for a session and for who may not edit, `conflict` where the named block is
 * gone and where too many wait, and `invalid-input`.
 */
export async function addContribution(
  ctx: Context,
  actor: Person,
  documentId: string,
  input: CreateContribution,
): Promise<ContributionView> {
  await requireRole(ctx, actor, documentId, 'viewer')
  const agent = agentOf(actor)
  await requireRole(ctx, agent, documentId, 'editor')
  const id = newId()
  const { keyId, userId, workspaceId } = agent
  let stored = ''
  const edited = await editDocument(
    ctx,
    { kind: 'agent', id: keyId },
    documentId,
    (doc) => {
      if (countContributions(doc) >= WAITING_MAX)
        throw new AppError(
          'conflict',
          `${WAITING_MAX} contributions wait in this page already. Somebody has to look at them first.`,
        )
      const known = addressesOf(doc)
      const blocks = contributedBlocks(input, (href) => href.startsWith('/') || known.has(href))
      stored = storableJson(blocks)
      if (!appendContribution(doc, { id, blocks, place: input.place }))
        throw new AppError(
          'conflict',
          'The block that was named is not in this page any more. Read it again.',
        )
    },
    async (tx, seq) => {
      if (!(await holdLiveKey(tx, keyId)))
        throw new AppError('sign-in-required', 'This API key has been revoked.')
      await tx.$executeRaw`
        INSERT INTO "Contribution" (id, "documentId", "keyId", "userId", blocks, "insertedSeq")
        VALUES (${id}::uuid, ${documentId}::uuid, ${keyId}::uuid, ${userId}::uuid, ${stored}::jsonb, ${seq})`
      await recordAudit(tx, {
        ...{ workspaceId, actor: agent, action: 'contribution.added' },
        ...{ subjectType: 'document', subjectId: documentId, detail: { contributionId: id, userId } },
      })
    },
  )
  if (!edited) throw new AppError('internal', 'The contribution changed nothing.')
  const row = await ctx.db.prisma.contribution.findUniqueOrThrow({ where: { id } })
  return await presentContribution(ctx, row, 'waiting')
}

/** Who acts when a key writes as agent: with its owner's rights in its workspace, as they are at this moment. */
function agentOf({ userId, via }: Person): Extract<Actor, { kind: 'agent' }> {
  if (via.type === 'key') return { kind: 'agent', keyId: via.keyId, userId, workspaceId: via.workspaceId }
  throw new AppError(
    'forbidden',
    'Contributions are added by programs, with an API key. In the browser, write into the page itself.',
  )
}
