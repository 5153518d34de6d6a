import type { TaskJob, TaskProgress } from '#server/contracts/tasks.ts'
import type { AttachmentFile } from '#server/documents/read-attachment.ts'

/** For whom a file is worked on, and whom to tell how far it is. */
export type FileJob = Pick<TaskJob, 'id' | 'userId' | 'workspaceId' | 'timeoutMs' | 'show'> & {
  report: (progress: TaskProgress) => void
}

/** What is done with a file, for whom. */
export type FileWork<Request> = {
  request: Request
  file: AttachmentFile
  job: FileJob
  signal: AbortSignal
}
