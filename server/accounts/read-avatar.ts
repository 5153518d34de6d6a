import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'

export type AvatarFile = { hash: string; bytes: Uint8Array<ArrayBuffer> }

/** The picture of a person. Does not ask who may see it: the caller has. Throws `not-found`. */
export async function readAvatar(ctx: Pick<Context, 'db'>, userId: string): Promise<AvatarFile> {
  const row = await ctx.db.prisma.avatar.findUnique({
    where: { userId },
    select: { hash: true, bytes: true },
  })
  if (!row) throw notFound('picture')
  return row
}
