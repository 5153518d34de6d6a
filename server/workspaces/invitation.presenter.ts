import type { InvitationView } from '#server/contracts/accounts.ts'
import type { WorkspaceRole } from '#server/contracts/actors.ts'

type InvitationRow = {
  id: string
  email: string
  role: WorkspaceRole
  expiresAt: Date
  acceptedAt: Date | null
}

/** What owners see of an invitation: never its token. */
export function invitationView(row: InvitationRow): InvitationView {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    expiresAt: row.expiresAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
  }
}
