import type { Person } from '#server/contracts/actors.ts'
import { notFound } from '#server/platform/errors.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

/** The workspace whose tasks the person may look after: its owners may. Others are told that nothing is here. */
export function requireTaskAdministration(actor: Person): string {
  const { workspaceId, role } = currentWorkspace(actor)
  if (role !== 'owner') throw notFound('job')
  return workspaceId
}
