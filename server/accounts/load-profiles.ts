import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { avatarPath } from './avatar-path.ts'

/** What members of a workspace see of each other. */
export type Profile = {
  id: string
  name: string
  email: string
  hue: number
  avatar: string | null
  suspended: boolean
}

/** The profiles of these people by id; people who are gone are left out. */
export async function loadProfiles(
  ctx: Pick<Context, 'db'>,
  userIds: readonly string[],
): Promise<Map<string, Profile>> {
  const users = await ctx.db.prisma.user.findMany({
    where: { id: { in: [...userIds] } },
    select: { id: true, name: true, email: true, hue: true, image: true, suspendedAt: true },
  })
  return new Map(
    users.map(({ image, suspendedAt, ...user }) => [
      user.id,
      { ...user, avatar: avatarPath(user.id, image), suspended: suspendedAt !== null },
    ]),
  )
}

/** The hues of these people, in no order. */
export async function loadHues(tx: Transaction, userIds: readonly string[]): Promise<number[]> {
  const users = await tx.user.findMany({ where: { id: { in: [...userIds] } }, select: { hue: true } })
  return users.map(({ hue }) => hue)
}
