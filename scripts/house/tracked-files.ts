import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'

/** Names of the files that git tracks and the working copy still has, from the root. */
export async function listTrackedFiles(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], { maxBuffer: 64 * 1_048_576 })
  return stdout.split('\0').filter((name) => name !== '' && existsSync(name))
}
