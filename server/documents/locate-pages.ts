import type { Context } from '#server/platform/context.ts'

export type PagePlace = { workspaceId: string; title: string }

/** Workspace and title of these pages by id; who may know them is for the caller to ask. Missing ones are left out. */
export async function locatePages(
  ctx: Pick<Context, 'db'>,
  documentIds: readonly string[],
): Promise<Map<string, PagePlace>> {
  if (documentIds.length === 0) return new Map()
  const pages = await ctx.db.prisma.document.findMany({
    where: { id: { in: [...documentIds] } },
    select: { id: true, workspaceId: true, title: true },
  })
  return new Map(pages.map(({ id, workspaceId, title }) => [id, { workspaceId, title }]))
}
