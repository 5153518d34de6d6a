import { LinkRole, type ShareLink } from '#server/contracts/sharing.ts'

type Row = {
  id: string
  role: string
  maker: { name: string } | null
  expiresAt: Date | null
  createdAt: Date
}

/** What a row has to be read with. */
export const WITH_MAKER = { maker: { select: { name: true } } } as const

export function shareLinkView({ id, role, maker, expiresAt, createdAt }: Row): ShareLink {
  return {
    id,
    role: LinkRole.parse(role),
    maker: maker?.name ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }
}
