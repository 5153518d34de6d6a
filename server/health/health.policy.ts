import type { Person } from '#server/contracts/actors.ts'
import { notFound } from '#server/platform/errors.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

/** Owners see how the installation is; others are told that nothing is here. */
export function requireHealthAccess(actor: Person): void {
  if (currentWorkspace(actor).role !== 'owner') throw notFound('page')
}
