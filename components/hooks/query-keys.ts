import type { ListAdminTasks } from '#server/contracts/admin.ts'
import type { StatRange } from '#server/contracts/statistics.ts'
import type { ListTasks } from '#server/contracts/tasks.ts'

/** The one list of what the browser caches; invalidating a prefix renews everything below it. */
export const queryKeys = {
  me: ['me'],
  documents: ['documents'],
  documentList: (trashed: boolean) => ['documents', 'list', { trashed }],
  attachmentText: (path: string) => ['attachments', 'text', path],
  members: ['members'],
  invitations: ['invitations'],
  sessions: ['sessions'],
  apiKeys: ['api-keys'],
  workspace: ['workspace'],
  tasks: ['tasks'],
  taskList: (filter: Partial<ListTasks>) => ['tasks', 'list', filter],
  task: (id: string) => ['tasks', 'one', id],
  admin: ['admin'],
  adminTasks: (filter: Partial<ListAdminTasks>) => ['admin', 'tasks', filter],
  adminTask: (id: string) => ['admin', 'task', id],
  adminCounts: ['admin', 'counts'],
  adminTaskStatistics: (range: StatRange) => ['admin', 'task statistics', range],
  adminBulk: (id: string) => ['admin', 'bulk', id],
  adminDeadLetters: (filter: Record<string, string | undefined>) => ['admin', 'dead letters', filter],
  adminDeadLetterGroups: ['admin', 'dead letter groups'],
  adminCache: ['admin', 'cache'],
  adminCacheStatistics: (range: StatRange) => ['admin', 'cache', 'statistics', range],
  adminCacheEntries: (filter: Record<string, string | undefined>) => ['admin', 'cache', 'entries', filter],
  adminCacheEntry: (id: string) => ['admin', 'cache', 'entry', id],
  adminRecovery: ['admin', 'recovery'],
  adminRecoveryStatistics: (range: StatRange) => ['admin', 'recovery', 'statistics', range],
  adminFailures: (range: StatRange) => ['admin', 'recovery', 'failures', range],
  adminQuality: (range: StatRange) => ['admin', 'recovery', 'quality', range],
  adminHealth: ['admin', 'health'],
  adminHealthHistory: (range: StatRange) => ['admin', 'health', 'history', range],
  adminAudit: (filter: Record<string, string | undefined>) => ['admin', 'audit', filter],
  adminTrace: (requestId: string) => ['admin', 'trace', requestId],
} as const
