import type { Fault } from '#server/contracts/processing.ts'

/**
 * What to do after a provider failed:
 * - `retry`: the same call may succeed in a moment (overload, broken connection, cut answer);
 * - `retry-after`: as `retry`, at the time that the provider named;
 * - `next-provider`: this provider will not answer this call (wrong key, unknown model, text too long, refusal);
 * - `stop`: nobody should be asked any more.
 */
export type FailureAction = 'retry' | 'retry-after' | 'next-provider' | 'stop'

export type ProviderFailureOptions = {
  /** `other` unless said. */
  fault?: Fault
  retryAfterMs?: number
  /** False where the call is at fault and not the provider: the breaker stays as it is. */
  countsAgainstProvider?: boolean
  cause?: unknown
}

/** A provider did not answer. `message` says why in words for people, without anything that the provider sent. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure'
  readonly action: FailureAction
  readonly fault: Fault
  readonly retryAfterMs: number | undefined
  readonly countsAgainstProvider: boolean

  constructor(action: FailureAction, message: string, options: ProviderFailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.action = action
    this.fault = options.fault ?? 'other'
    this.retryAfterMs = options.retryAfterMs
    this.countsAgainstProvider = options.countsAgainstProvider ?? true
  }
}
