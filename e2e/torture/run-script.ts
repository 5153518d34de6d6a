import { spawn } from 'node:child_process'
import path from 'node:path'

export type ScriptRun = {
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>
  kill: () => void
}

/** Runs a program of scripts/ as npm would, on the data folder. */
export function runScript(name: string, args: readonly string[], dataDir: string): ScriptRun {
  const child = spawn(process.execPath, [path.resolve('scripts', `${name}.ts`), ...args], {
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', WEFT_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once('exit', (code) => setImmediate(() => resolve({ code, stdout, stderr }))),
  )
  return { ended, kill: () => child.kill('SIGKILL') }
}
