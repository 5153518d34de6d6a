// The real supervisor for the end-to-end tests, on a data folder that goes with it.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-e2e-'))
const child = spawn(process.execPath, [path.resolve(import.meta.dirname, '../server/entry/main.ts')], {
  env: { ...process.env, WEFT_DATA_DIR: dataDir, DATABASE_URL: '' },
  stdio: 'inherit',
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal))
const code = await new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 1)))
await rm(dataDir, { recursive: true, force: true })
process.exit(code)
