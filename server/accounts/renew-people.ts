import { z } from 'zod'
import { ApiScope, type Membership, type Person, WorkspaceRole } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { avatarPath } from './avatar-path.ts'
import type { Look } from './read-look.ts'

const Memberships = z.array(z.object({ workspaceId: z.string(), role: WorkspaceRole }))
const Row = z.object({
  id: z.string(),
  name: z.string(),
  hue: z.number().int(),
  image: z.string().nullable(),
})
const SessionRow = Row.extend({ memberships: Memberships })
const KeyRow = Row.extend({ role: WorkspaceRole, scopes: z.array(ApiScope) })

/** Somebody who is still connected, as they are now. */
export type Renewed = { person: Person; look: Look }

/**
 * Looks again at people who were authenticated some time ago and are still connected: in two statements, however many they
 * are. Returns each with the name, memberships and look of now; who is not in the answer has lost the session or key, was suspended,
 * or left the key's workspace.
 */
export async function renewPeople(
  ctx: Pick<Context, 'db' | 'clock'>,
  people: readonly Person[],
): Promise<Map<Person, Renewed>> {
  const now = new Date(ctx.clock.now())
  const [sessions, keys] = await Promise.all([
    readSessions(ctx, idsOf(people, 'session'), now),
    readKeys(ctx, idsOf(people, 'key'), now),
  ])
  const renewed = new Map<Person, Renewed>()
  for (const person of people) {
    const { via } = person
    if (via.type === 'session') {
      const row = sessions.get(via.sessionId)
      if (row)
        renewed.set(person, {
          person: { ...person, name: row.name, memberships: row.memberships },
          look: lookOf(person, row),
        })
    } else {
      const row = keys.get(via.keyId)
      const memberships: Membership[] = row ? [{ workspaceId: via.workspaceId, role: row.role }] : []
      if (row)
        renewed.set(person, {
          person: { ...person, name: row.name, memberships, via: { ...via, scopes: row.scopes } },
          look: lookOf(person, row),
        })
    }
  }
  return renewed
}

function lookOf({ userId }: Person, { hue, image }: { hue: number; image: string | null }): Look {
  return { hue, avatar: avatarPath(userId, image) }
}

function idsOf(people: readonly Person[], type: Person['via']['type']): string[] {
  const ids = people.map(({ via }) =>
    via.type !== type ? undefined : via.type === 'session' ? via.sessionId : via.keyId,
  )
  return [...new Set(ids.filter((id) => id !== undefined))]
}

async function readSessions(ctx: Pick<Context, 'db'>, ids: string[], now: Date) {
  if (ids.length === 0) return new Map<string, z.infer<typeof SessionRow>>()
  const { rows } = await ctx.db.pool.query({
    name: 'renew-sessions',
    text: `SELECT s.id, u.name, u.hue, u.image,
                  COALESCE(json_agg(json_build_object('workspaceId', m."workspaceId", 'role', m.role) ORDER BY m."createdAt", m.id)
                           FILTER (WHERE m.id IS NOT NULL), '[]') AS memberships
             FROM "Session" s
             JOIN "User" u ON u.id = s."userId" AND u."suspendedAt" IS NULL
             LEFT JOIN "Membership" m ON m."userId" = u.id
            WHERE s.id = ANY($1::uuid[]) AND s."expiresAt" > $2
            GROUP BY s.id, u.id`,
    values: [ids, now],
  })
  return new Map(
    z
      .array(SessionRow)
      .parse(rows)
      .map((row) => [row.id, row]),
  )
}

async function readKeys(ctx: Pick<Context, 'db'>, ids: string[], now: Date) {
  if (ids.length === 0) return new Map<string, z.infer<typeof KeyRow>>()
  const { rows } = await ctx.db.pool.query({
    name: 'renew-keys',
    text: `SELECT k.id, u.name, u.hue, u.image, m.role, k.scopes
             FROM "ApiKey" k
             JOIN "User" u ON u.id = k."userId" AND u."suspendedAt" IS NULL
             JOIN "Membership" m ON m."userId" = u.id AND m."workspaceId" = k."workspaceId"
            WHERE k.id = ANY($1::uuid[]) AND k."revokedAt" IS NULL AND (k."expiresAt" IS NULL OR k."expiresAt" > $2)`,
    values: [ids, now],
  })
  return new Map(
    z
      .array(KeyRow)
      .parse(rows)
      .map((row) => [row.id, row]),
  )
}
