import type { ErrorCode } from '#server/contracts/errors.ts'
import { AppError } from '#server/platform/errors.ts'

export type PageAttempt<T> = { value: T } | { refused: { code: ErrorCode; message: string } }

/**
 * Runs an operation for a page that has something better to show than the error page when it is refused. Faults of the
 * server itself are thrown on, so that they reach the log and the error page.
 */
export async function attemptForPage<T>(operation: Promise<T>): Promise<PageAttempt<T>> {
  try {
    return { value: await operation }
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error
    return { refused: { code: error.code, message: error.message } }
  }
}
