import { stat } from 'node:fs/promises'
import { ATTACHMENT_MAX_BYTES } from '#server/contracts/documents.ts'
import { AppError } from '#server/platform/errors.ts'
import { runLimited, SAFE_INPUT } from './run-limited.ts'

// Four hours of sound take a processor of 2015 about four minutes.
const CPU_SECONDS = 300
const MEBIBYTES = ATTACHMENT_MAX_BYTES / 1_048_576

/**
 * Lets ffmpeg write one file from another, without tags. Throws `too-large` for what would be larger than a file of a page may be, and
 * what `runLimited` throws.
 */
export async function writeWithFfmpeg(
  file: string,
  target: string,
  { before = [], after }: { before?: readonly string[]; after: readonly string[] },
): Promise<void> {
  const input = ['-v', 'error', '-nostdin', ...SAFE_INPUT, ...before, '-i', `file:${file}`]
  const output = [
    ...after,
    '-map_metadata',
    '-1',
    '-map_chapters',
    '-1',
    '-threads',
    '1',
    '-y',
    `file:${target}`,
  ]
  const limits = { fileBytes: ATTACHMENT_MAX_BYTES, cpuSeconds: CPU_SECONDS }
  try {
    await runLimited('ffmpeg', [...input, ...output], () => true, limits)
  } catch (error) {
    // At the limit of the kernel the program is ended, or its last write fails: either way the file is as large as it may be.
    const written = await stat(target).catch(() => undefined)
    if (written && written.size >= ATTACHMENT_MAX_BYTES)
      throw new AppError(
        'too-large',
        `The result would be larger than ${MEBIBYTES} MiB, the limit of a file. Choose a smaller size, or cut it first.`,
        { cause: error },
      )
    throw error
  }
}
