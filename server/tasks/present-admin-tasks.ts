import { loadProfiles } from '#server/accounts/load-profiles.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { AdminTask } from '#server/contracts/admin.ts'
import { locatePages } from '#server/documents/locate-pages.ts'
import type { Context } from '#server/platform/context.ts'
import { visibleTasks } from './task.policy.ts'
import { placeOf, presentManagedTask, type TaskRow } from './task.presenter.ts'

/**
 * Tasks as owners of the workspace see them. An owner looks after every task, but what a job read out of a page stays with
 * those who may read the page: for other tasks the answer, its place and the page's title are left out.
 */
export async function presentAdminTasks(
  ctx: Context,
  actor: Person,
  rows: readonly TaskRow[],
): Promise<AdminTask[]> {
  const [profiles, pages, visible] = await Promise.all([
    loadProfiles(ctx, [...new Set(rows.flatMap((row) => row.userId ?? []))]),
    locatePages(ctx, [...new Set(rows.flatMap((row) => row.documentId ?? []))]),
    visibleTasks(
      ctx,
      actor,
      rows.map((row) => ({ ...placeOf(row), id: row.id })),
    ),
  ])
  const open = new Set(visible.map((task) => task.id))
  return rows.map((row) => {
    const title = row.documentId ? pages.get(row.documentId)?.title : undefined
    return {
      ...presentManagedTask(row, open.has(row.id)),
      userName: row.userId ? (profiles.get(row.userId)?.name ?? null) : null,
      documentTitle: open.has(row.id) ? (title ?? null) : null,
      requestId: row.requestId,
    }
  })
}
