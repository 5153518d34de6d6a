import type { PathStep } from '#server/contracts/processing.ts'
import type { AppError } from '#server/platform/errors.ts'

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
