import { costOfPath } from '#server/contracts/cost.ts'
import type { CacheState, PathStep, ProcessRequest } from '#server/contracts/processing.ts'
import type { TaskJob } from '#server/contracts/tasks.ts'
import { isPartial } from '#server/contracts/text-parts.ts'
import { asAppError } from '#server/platform/errors.ts'
import { ChainFailure } from '#server/recovery/chain-failure.ts'
import type { CachedAnswer } from './cached-answer.ts'
import type { NewInteraction } from './record-interaction.ts'

/** How a request was answered, or why not. */
export type Outcome = {
  path: PathStep[]
  cache: CacheState
  answered?: CachedAnswer
  error?: unknown
  latencyMs: number
}

type Asked = Pick<TaskJob, 'workspaceId' | 'documentId' | 'userId' | 'requestId'> & { taskId: string }

/** What is recorded of a request; `source` is what was read for it, where it got that far. */
export function interactionOf(
  id: string,
  asked: Asked,
  request: ProcessRequest,
  source: { documentId: string | null; hash: string } | undefined,
  { path, cache, answered, error, latencyMs }: Outcome,
): NewInteraction {
  return {
    ...{ id, workspaceId: asked.workspaceId, taskId: asked.taskId, userId: asked.userId },
    documentId: source?.documentId ?? asked.documentId,
    sourceIds: severalPages(request),
    kind: request.kind,
    inputHash: source?.hash ?? '',
    provider: answered?.provider ?? null,
    model: answered?.model ?? null,
    ...{ path, cache, latencyMs, requestId: asked.requestId },
    confidence: answered?.quality.score ?? null,
    quality: answered?.quality ?? null,
    partial: isPartial(answered?.parts),
    cost: costOfPath(path) ?? null,
    saved: (fromCache(cache) && answered?.cost) || null,
    answer: answered?.result ?? null,
    error: error === undefined ? null : error instanceof ChainFailure ? error.error : asAppError(error),
  }
}

/** Whether an answer was there already. */
export function fromCache(state: CacheState): boolean {
  return state === 'hit' || state === 'stale'
}

/** The pages that a request reads, where they are several. */
function severalPages(request: ProcessRequest): readonly string[] {
  return 'source' in request && 'documentIds' in request.source ? (request.source.documentIds ?? []) : []
}
