import { mostAnswerTokens, mostThoughtTokens } from './answer-tokens.ts'
import { questionTokens } from './context-room.ts'
import type { TextRequest } from './provider.ts'

// A slow machine that is still of use reads and writes so many tokens a second; one that does worse shows that its answer is coming.
const READ_PER_SECOND = 200
const WRITTEN_PER_SECOND = 20
// Until the first word: a model may have to be loaded, or be busy with the answer before.
const FIRST_WORD_MS = 15_000
const ATTEMPT_LEAST_MS = 45_000
// The door lets no answer in one piece take longer.
const ATTEMPT_MOST_MS = 300_000
// An answer is given far more room than one that is as it was asked for fills.
const USED_SHARE = 1 / 3
// Half of that is what an ordinary machine needs: after it silence is a sign.
const FAIR_SHARE = 0.5

// Of many parts some are asked twice, and what they gave is put together.
const JOB_SPARE = 1.5
const JOB_USUAL_MS = 120_000
const JOB_MOST_MS = 1_800_000

/** The time of one attempt by the length of question and answer, in milliseconds, and after how much silence it counts as a failure. */
export function attemptTime(request: TextRequest, thinks: boolean): { attemptMs: number; fairMs: number } {
  const written = mostAnswerTokens(request) + (thinks ? mostThoughtTokens(undefined) : 0)
  const seconds = questionTokens(request) / READ_PER_SECOND + (written * USED_SHARE) / WRITTEN_PER_SECOND
  const neededMs = FIRST_WORD_MS + seconds * 1_000
  return {
    attemptMs: Math.min(ATTEMPT_MOST_MS, Math.max(ATTEMPT_LEAST_MS, neededMs)),
    fairMs: Math.min(ATTEMPT_LEAST_MS, neededMs * FAIR_SHARE),
  }
}

/**
 * How long a job may take that asks about its text in so many rounds of parts, in milliseconds: at most half an hour. Undefined where
 * the time that every job has is enough.
 */
export function jobTime(rounds: number, { attemptMs }: { attemptMs: number }): number | undefined {
  const neededMs = rounds > 1 ? rounds * attemptMs * JOB_SPARE : attemptMs
  return neededMs > JOB_USUAL_MS ? Math.min(JOB_MOST_MS, neededMs) : undefined
}
