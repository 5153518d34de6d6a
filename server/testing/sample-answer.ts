import type { ProcessAnswer, ProcessResult } from '#server/contracts/processing.ts'
import { newId } from '#server/platform/ids.ts'

/** A whole answer around a result, as the built-in engine would give it. */
export function sampleAnswer(
  result: ProcessResult = { kind: 'summarise', text: 'All is well.', sentences: 1 },
): ProcessAnswer {
  return {
    result,
    quality: { score: 0.8, method: 'test', signals: [] },
    provider: 'local',
    model: null,
    cache: 'miss',
    path: [
      {
        step: 'local',
        provider: 'local',
        model: null,
        outcome: 'answered',
        attempts: 1,
        ms: 1,
        reason: null,
      },
    ],
    degraded: false,
    notes: [],
    latencyMs: 1,
    interactionId: newId(),
  }
}
