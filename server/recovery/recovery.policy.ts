import type { Person } from '#server/contracts/actors.ts'
import { notFound } from '#server/platform/errors.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

/** Owners see and change what concerns providers. Others are told that nothing is here. Returns the workspace. */
export function requireRecoveryAccess(actor: Person): string {
  const { workspaceId, role } = currentWorkspace(actor)
  if (role !== 'owner') throw notFound('page')
  return workspaceId
}
