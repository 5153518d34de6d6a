import { serialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { AppError, asAppError } from '../errors.ts'
import { type ChildMessage, ChildOrder } from './messages.ts'

// The program that `runInChild` forks: waits for one order, runs it, answers, and waits to be killed.

const [parent, residentMb] = z.tuple([z.coerce.number(), z.coerce.number()]).parse(process.argv.slice(2))

// On a thread of its own, because the job may keep this one busy until its end.
new Worker(new URL('./watchdog.ts', import.meta.url), { workerData: { parent, residentMb } }).unref()

process.once('message', (raw) => {
  carryOut(ChildOrder.parse(raw)).then(
    (output) => send({ type: 'result', output }),
    (thrown: unknown) => {
      const { code, message, retryable } = asAppError(thrown)
      const cause = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
      send({ type: 'error', code, message, retryable, cause })
    },
  )
})

async function carryOut({ moduleUrl, input, maxOutputBytes }: ChildOrder): Promise<unknown> {
  const module: unknown = await import(moduleUrl)
  if (!(typeof module === 'object' && module && 'run' in module && typeof module.run === 'function'))
    throw new Error(`${moduleUrl} exports no function 'run'`)
  const report = (progress: unknown): void => send({ type: 'progress', progress })
  const output: unknown = await module.run(input, report)
  if (serialize(output).byteLength > maxOutputBytes)
    throw new AppError(
      'too-large',
      `The result is larger than ${Math.floor(maxOutputBytes / 1_048_576)} MiB, the limit.`,
    )
  return output
}

function send(message: ChildMessage): void {
  process.send?.(message)
}
