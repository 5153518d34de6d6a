import { AppError } from '#server/platform/errors.ts'
import type { FileAnswer } from '../run-file-child.ts'

/** Says that this kind is not on this server yet. */
export async function readPdf(_ctx: unknown, _work: unknown): Promise<FileAnswer> {
  throw new AppError('cannot-process', 'This kind of job is not on this server yet.')
}
