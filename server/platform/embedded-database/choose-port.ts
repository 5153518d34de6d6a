import { readFile, writeFile } from 'node:fs/promises'
import { isPortFree } from '../lifecycle/await-port.ts'

// Below the range from which systems take ports for outgoing connections (32768 on Linux), one of which could hold ours.
const LOWEST = 20_000
const HIGHEST = 32_000
const TRIES = 50

/**
 * The port of a data folder: chosen once and kept in `file`, because the processes of Weft hold its address while the
 * database restarts. `taken` is a port that was just found to be somebody else's.
 */
export async function choosePort(file: string, taken?: number): Promise<number> {
  const kept = Number(await readFile(file, 'utf8').catch(() => ''))
  if (kept > 0 && kept !== taken) return kept
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (port === taken || !(await isPortFree('127.0.0.1', port))) continue
    await writeFile(file, `${port}\n`)
    return port
  }
  throw new Error(`no free port between ${LOWEST} and ${HIGHEST}`)
}
