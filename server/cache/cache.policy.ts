import type { Person } from '#server/contracts/actors.ts'
import { notFound } from '#server/platform/errors.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

/** The workspace whose cache the person may see and empty: its owners may. Others are told that nothing is here. */
export function requireCacheAccess(actor: Person): string {
  const { workspaceId, role } = currentWorkspace(actor)
  if (role !== 'owner') throw notFound('page')
  return workspaceId
}
