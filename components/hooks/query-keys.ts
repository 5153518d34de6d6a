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
  adminTasks: (filter: Partial<ListTasks>) => ['admin', 'tasks', filter],
  adminTask: (id: string) => ['admin', 'task', id],
  adminCounts: ['admin', 'counts'],
  adminCache: ['admin', 'cache'],
  adminRecovery: ['admin', 'recovery'],
  adminHealth: ['admin', 'health'],
} as const
