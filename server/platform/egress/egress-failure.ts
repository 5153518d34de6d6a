export type EgressFault = 'not-allowed' | 'unreachable' | 'redirected' | 'too-large' | 'too-slow'

// A process may hold this module twice (Node's copy and Next's bundle).
const BRAND = Symbol.for('weft EgressFailure')

/** An outgoing request that was refused or failed. `message` is a sentence for people, without anything that the other side sent. */
export class EgressFailure extends Error {
  static override [Symbol.hasInstance](value: unknown): value is EgressFailure {
    return value instanceof Error && BRAND in value
  }

  override readonly name = 'EgressFailure'
  readonly [BRAND] = true
  readonly fault: EgressFault

  constructor(fault: EgressFault, message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.fault = fault
  }
}
