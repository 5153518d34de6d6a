import { AppError } from '#server/platform/errors.ts'
import { route } from './route.ts'

/** Answers every API address that no other route takes, so that programs get a problem and never a page. */
export const unknownRoute = route(
  {
    tag: 'Reference',
    summary: 'Answer an unknown address',
    access: 'anonymous',
    limit: 'read',
    output: 'nothing',
  },
  async () => {
    throw new AppError('not-found', 'There is nothing at this address.')
  },
)
