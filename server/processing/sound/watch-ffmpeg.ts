import { execFile } from 'node:child_process'
import { repeat } from '#server/platform/lifecycle/repeat.ts'
import type { Logger } from '#server/platform/logging/logger.ts'

const LOOK_EVERY_MS = 60_000

export type FfmpegWatch = { installed(): boolean; stop(): Promise<void> }

/** Knows whether this process would find ffmpeg; what is installed or removed meanwhile is known within a minute. */
export async function watchFfmpeg(log: Logger): Promise<FfmpegWatch> {
  let installed = await runs('ffmpeg')
  const chore = repeat(log, {
    name: 'look for ffmpeg',
    ...{ everyMs: LOOK_EVERY_MS, firstAfterMs: LOOK_EVERY_MS },
    work: async () => {
      installed = await runs('ffmpeg')
    },
  })
  return { installed: () => installed, stop: () => chore.stop() }
}

function runs(program: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, ['-version'], (error) => resolve(error === null))
  })
}
