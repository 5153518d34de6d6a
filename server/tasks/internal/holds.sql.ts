/** Whether the kind of a task is paused in its workspace. @param t alias of the task */
export function pausedSql(t: string): string {
  return `EXISTS (SELECT 1 FROM "TaskPause" p WHERE p."workspaceId" = ${t}."workspaceId" AND p.kind = ${t}.kind)`
}

/**
 * Since when a task waits for nothing but a worker: what it waited for its time, a pause to end or room under a cap is no age of
 * the queue. @param t alias of the task
 */
export function awaitsWorkerSinceSql(t: string): string {
  return `greatest(${t}."runAt", ${t}."letGoAt")`
}

/** Whether a cap counts a task: one of its kind, or the one of its person. @param t alias of the task */
export function cappedSql(t: string): string {
  return `EXISTS (SELECT 1 FROM "TaskCap" c WHERE c."workspaceId" = ${t}."workspaceId" AND c.kind IN (${t}.kind, '*'))`
}
