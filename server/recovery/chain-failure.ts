import type { PathStep } from '#server/contracts/processing.ts'
import { AppError } from '#server/platform/errors.ts'

/** Nothing of the chain answered: what was tried, and the error to tell the one who asked. */
export class ChainFailure extends Error {
  override readonly name = 'ChainFailure'
  readonly path: readonly PathStep[]
  readonly error: AppError

  constructor(error: AppError, path: readonly PathStep[]) {
    super(error.message, { cause: error })
    this.error = error
    this.path = path
  }
}

/** An answer that lacks something, and what. */
export type Gaps<T> = { value: T; missing: string }

/** No whole answer. It carries what there is, because whoever waited for the same computation may have it too. */
export class GappedAnswer<T> extends ChainFailure {
  readonly gaps: Gaps<T>

  constructor(gaps: Gaps<T>, path: readonly PathStep[]) {
    super(new AppError('provider-failed', 'The answer has gaps.'), path)
    this.gaps = gaps
  }
}
