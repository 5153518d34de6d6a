import { readFile, writeFile } from 'node:fs/promises'
import { anyFreePort } from '../lifecycle/await-port.ts'

const HIGHEST_PORT = 65_535

/**
 * The port of a data folder: chosen once and kept in `file`, because the processes of Weft hold its address while the
 * database restarts. `taken` is a port that was just found to be somebody else's.
 */
export async function choosePort(file: string, taken?: number): Promise<number> {
  const kept = Number(await readFile(file, 'utf8').catch(() => ''))
  // A file with anything else in it is replaced.
  if (Number.isInteger(kept) && kept > 0 && kept <= HIGHEST_PORT && kept !== taken) return kept
  const port = await anyFreePort(taken)
  await writeFile(file, `${port}\n`)
  return port
}
