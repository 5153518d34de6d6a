import { LinkRole, type ShareLink } from '#server/contracts/sharing.ts'

type Row = { id: string; role: string; expiresAt: Date | null; createdAt: Date }

export function shareLinkView({ id, role, expiresAt, createdAt }: Row): ShareLink {
  return {
    id,
    role: LinkRole.parse(role),
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }
}
