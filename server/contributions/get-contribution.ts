import { documentRole } from '#server/access/document-role.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { ContributionView } from '#server/contracts/contributions.ts'
import { readGenerated } from '#server/document-model/generated-text.ts'
import { hasJobResult } from '#server/document-model/job-result-block.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { presentContribution } from './contribution.presenter.ts'

/** A contribution to a page that the actor may read, and what has become of it there. Throws `not-found`. */
export async function getContribution(
  ctx: Context,
  actor: Person,
  { id }: { id: string },
): Promise<ContributionView> {
  const row = await ctx.db.prisma.contribution.findUnique({ where: { id } })
  if (!row || !(await documentRole(ctx, actor, row.documentId))) throw notFound('contribution')
  const { doc } = await readDocument(ctx, row.documentId)
  const state = hasJobResult(doc, id)
    ? 'waiting'
    : readGenerated(doc).stretches.some(({ taskId }) => taskId === id)
      ? 'accepted'
      : 'gone'
  doc.destroy()
  return await presentContribution(ctx, row, state)
}

/** The same by the update with which it came into its page, for an answer that was lost. Throws `not-found`. */
export async function getContributionAt(
  ctx: Context,
  actor: Person,
  at: { documentId: string; seq: number },
): Promise<ContributionView> {
  const row = await ctx.db.prisma.contribution.findUnique({
    where: { documentId_insertedSeq: { documentId: at.documentId, insertedSeq: at.seq } },
    select: { id: true },
  })
  if (!row) throw notFound('contribution')
  return await getContribution(ctx, actor, row)
}
