import { runLimited, SAFE_INPUT } from './run-limited.ts'

const SAID_MOST = 1_000

/** What a file says of its length; null where it says nothing. Throws what `runLimited` throws. */
export async function declaredSeconds(file: string): Promise<number | null> {
  const seconds = Number((await asked(file, ['-show_entries', 'format=duration'])) || Number.NaN)
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null
}

/** Whether a file has a moving picture. */
export async function hasPicture(file: string): Promise<boolean> {
  return (await asked(file, ['-select_streams', 'V:0', '-show_entries', 'stream=index'])) !== ''
}

async function asked(file: string, what: readonly string[]): Promise<string> {
  let said = ''
  const args = ['-v', 'error', ...SAFE_INPUT, '-of', 'csv=p=0', ...what, '-i', `file:${file}`]
  await runLimited('ffprobe', args, (chunk) => {
    said += chunk.toString('latin1')
    return said.length < SAID_MOST
  })
  return said.trim()
}
