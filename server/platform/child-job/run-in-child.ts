import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '../config/child-environment.ts'
import { AppError } from '../errors.ts'
import { ChildMessage, type ChildOrder } from './messages.ts'

export type ChildJobOptions = {
  /** Kills the child; the promise then rejects with the signal's reason. */
  signal: AbortSignal
  /** Wall clock, from the start of the process. */
  timeoutMs: number
  /** Limit of the heap; the process as a whole may hold `RUNTIME_MB` more. */
  memoryMb: number
  /** Limit of the result, serialised. */
  maxOutputBytes?: number
  onProgress?: (progress: unknown) => void
}

/** Code and native libraries take this much before the job's own data counts (measured: Node 24 with sharp, 110 MB). */
const RUNTIME_MB = 192
const MAX_OUTPUT_BYTES = 32 * 1_048_576
const STDERR_KEPT = 4096

/**
 * Calls the exported `run(input, report)` of a module in a process of its own, which holds no secret of ours and is killed,
 * with all that it started, when the answer is there, on abort, and at any limit; it does not outlive this process either.
 * Input, output and progress are structured clones; the caller parses the output, whose sender handled untrusted bytes.
 * Throws the `AppError` that `run` threw; else `timed-out` at the time limit, `too-large` for the output, `cannot-process`
 * when the process died (out of memory, crash). The output limit is kept by the child: it stops mistakes, not an attacker
 * who has taken the child over.
 */
export async function runInChild(
  moduleUrl: URL,
  input: unknown,
  { signal, timeoutMs, memoryMb, maxOutputBytes = MAX_OUTPUT_BYTES, onProgress }: ChildJobOptions,
): Promise<unknown> {
  signal.throwIfAborted()
  const child = fork(
    fileURLToPath(new URL('./harness.ts', import.meta.url)),
    [String(process.pid), String(memoryMb + RUNTIME_MB)],
    {
      // A group of its own, so that one kill reaches whatever the job started (ffmpeg and the like).
      detached: true,
      execArgv: [`--max-old-space-size=${memoryMb}`, '--disable-warning=ExperimentalWarning'],
      env: childEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  )
  const stderr = keepEnd(child)
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  // The outcome is fixed here but told only when the process is gone: a caller who is answered may count on that.
  let finish: (() => void) | undefined
  const end = (how: () => void): void => {
    if (finish) return
    finish = how
    killGroup(child)
  }
  const onAbort = (): void => end(() => reject(signal.reason))
  signal.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(
    () =>
      end(() =>
        reject(
          new AppError(
            'timed-out',
            `This took longer than ${Math.round(timeoutMs / 1000)} seconds and was stopped.`,
          ),
        ),
      ),
    timeoutMs,
  )
  child.on('message', (raw) => {
    const parsed = ChildMessage.safeParse(raw)
    if (!parsed.success) return end(() => reject(died('it sent an unknown message')))
    const message = parsed.data
    if (message.type === 'progress') {
      if (!finish) onProgress?.(message.progress)
    } else if (message.type === 'result') end(() => resolve(message.output))
    else
      end(() =>
        reject(
          new AppError(message.code, message.message, { cause: message.cause, retryable: message.retryable }),
        ),
      )
  })
  child.once('error', (error) => {
    end(() => reject(died(error)))
    // A process that could not even start has no exit to wait for.
    if (child.pid === undefined) finish?.()
  })
  child.once('exit', (code, killedBy) => {
    end(() => reject(died(`exit ${code ?? killedBy}: ${stderr()}`)))
    finish?.()
  })
  const order: ChildOrder = { moduleUrl: moduleUrl.href, input, maxOutputBytes }
  child.send(order, (error) => {
    if (error) end(() => reject(died(error)))
  })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

function died(cause: unknown): AppError {
  return new AppError(
    'cannot-process',
    'This could not be processed: it needs more memory than is allowed, or it is damaged.',
    { cause },
  )
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // No such group: everything in it has ended already (or the platform has no groups).
    child.kill('SIGKILL')
  }
}

function keepEnd(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-STDERR_KEPT)
  })
  return () => text
}
