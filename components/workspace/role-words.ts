import type { WorkspaceRole } from '#server/contracts/actors.ts'

/** How people read the roles of a workspace. */
export const ROLE_WORDS = { owner: 'Owner', member: 'Member', guest: 'Guest' } satisfies Record<
  WorkspaceRole,
  string
>
