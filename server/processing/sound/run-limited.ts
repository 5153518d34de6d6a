import { spawn } from 'node:child_process'
import { AppError } from '#server/platform/errors.ts'

// The watchdog of a child job counts the memory of Node alone, so what it starts is limited by the kernel: address space in
// KiB, processor seconds, and, in blocks of 512 bytes, what may be written to a file: nothing unless said otherwise.
function limitsOf({ cpuSeconds = 60, fileBytes = 0 }: RunLimits): string {
  return `ulimit -v 2097152; ulimit -t ${Math.ceil(cpuSeconds)}; ulimit -f ${Math.ceil(fileBytes / 512)}; exec "$@"`
}
export type RunLimits = { cpuSeconds?: number; fileBytes?: number }
const NOT_FOUND = 127
const STDERR_KEPT = 2000

/** What a file declares is not believed: it is decoded until this much sound has come. */
export const LONGEST_SECONDS = 4 * 3600

/** What is said where ffmpeg is absent. */
export const NO_FFMPEG =
  'ffmpeg is not installed on this server: audio and video can be read once an administrator installs it (on Debian: apt-get install ffmpeg).'

/**
 * Formats that are opened, and by which way: a playlist or a list of files posing as a video would have ffmpeg read other
 * files and addresses.
 */
export const SAFE_INPUT = [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,wav,flac,mp3,aac,w64,aiff',
]

/**
 * Runs ffmpeg or ffprobe within limits and gives its output in pieces to `take`; false from it ends the program early. Throws
 * `cannot-process` where the program is absent, fails, or is stopped by a limit, `storage-full`, and what `take` throws.
 */
export async function runLimited(
  program: 'ffmpeg' | 'ffprobe',
  args: readonly string[],
  take: (chunk: Buffer) => boolean,
  limits: RunLimits = {},
): Promise<void> {
  const child = spawn('/bin/sh', ['-c', limitsOf(limits), 'sh', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  let ended: { fault?: unknown } | undefined
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT)
  })
  child.stdout.on('data', (chunk: Buffer) => {
    if (ended) return
    try {
      if (take(chunk)) return
      ended = {}
    } catch (fault) {
      // A full disk, say: thrown here it would end this process, and the file would be called damaged.
      ended = { fault }
    }
    child.kill('SIGKILL')
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (ended && 'fault' in ended) throw ended.fault
  if (ended || code === 0) return
  if (code === NOT_FOUND) throw new AppError('cannot-process', NO_FFMPEG)
  const cause = `${program} ended with ${code}: ${stderr}`
  if (stderr.includes('No space left on device'))
    throw new AppError('storage-full', 'The disk of the server is full.', { cause })
  throw new AppError(
    'cannot-process',
    'The file is damaged, or of a kind of audio or video that cannot be read.',
    { cause },
  )
}
