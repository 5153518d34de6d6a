import type { Person } from '#server/contracts/actors.ts'
import type { SessionView } from '#server/contracts/profile.ts'
import type { Context } from '#server/platform/context.ts'
import { describeDevice } from './describe-device.ts'
import { requireSession } from './require-session.ts'

/** The browsers in which the person is signed in: the one that asks first, then by their last use. */
export async function listSessions(ctx: Context, actor: Person): Promise<SessionView[]> {
  const current = requireSession(actor)
  const rows = await ctx.db.prisma.session.findMany({
    where: { userId: actor.userId, expiresAt: { gt: new Date(ctx.clock.now()) } },
  })
  const views = rows.map((row) => ({
    id: row.id,
    device: describeDevice(row.userAgent),
    address: row.ipAddress === '' ? null : row.ipAddress,
    current: row.id === current,
    startedAt: row.createdAt.toISOString(),
    lastSeenAt: (row.lastSeenAt ?? row.createdAt).toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }))
  return views.sort(
    (a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt.localeCompare(a.lastSeenAt),
  )
}
