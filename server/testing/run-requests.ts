import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { StoredAnswer } from '#server/contracts/stored-answer.ts'
import type { TaskJob } from '#server/contracts/tasks.ts'
import { newId } from '#server/platform/ids.ts'
import type { Processor } from '#server/processing/process-task.ts'
import type { TestPerson } from './factories.ts'

/** Runs requests as a worker would for this person, asking anew unless the cache is wanted. */
export function runRequests(processor: Processor, person: TestPerson) {
  return async (
    request: ProcessRequest,
    { fresh = true, show }: { fresh?: boolean; show?: TaskJob['show'] } = {},
  ): Promise<StoredAnswer> =>
    await processor.run(
      { request, insert: false, fresh },
      {
        ...{ id: newId(), attempt: 1, workspaceId: person.workspaceId, userId: person.userId },
        ...{ documentId: null, requestId: null, signal: new AbortController().signal, report: () => {} },
        ...(show && { show }),
      },
    )
}
