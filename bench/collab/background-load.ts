import { fork } from 'node:child_process'
import path from 'node:path'
import type { Account } from '../../e2e/torture/account.ts'

/** What a load did while it ran: how often, in how many milliseconds each, and how many bytes. */
export type Done = { times: number[]; failed: number; bytes: number }

export type Load = 'visit-pages' | 'upload-files'

/** Does `act` while a load of this folder runs in a process of its own, and waits for what of it is under way. */
export async function beside<T>(
  [load, ...args]: readonly [Load, ...string[]],
  account: Account,
  act: () => Promise<T>,
): Promise<{ result: T; done: Done }> {
  const child = fork(path.join(import.meta.dirname, `${load}.ts`), [JSON.stringify(account), ...args])
  const done = new Promise<Done>((resolve, reject) => {
    child.on('message', (message) => {
      if (message !== 'begun') resolve(message as Done)
    })
    child.once('exit', (code) => reject(new Error(`${load} ended with ${code}`)))
  })
  done.catch(() => {})
  await Promise.race([new Promise((resolve) => child.once('message', resolve)), done])
  const result = await act()
  child.send('stop')
  return { result, done: await done }
}

/** The other side: repeats an act until it is told to stop, then says what was done. Called once in the process of a load. */
export function runLoad(start: (account: Account, done: Done) => { stop(): Promise<void> }): void {
  const done: Done = { times: [], failed: 0, bytes: 0 }
  const running = start(JSON.parse(process.argv[2] ?? '') as Account, done)
  process.on('message', () => {
    void running.stop().then(() => process.send?.(done, undefined, undefined, () => process.exit(0)))
  })
  process.send?.('begun')
}

/** Counts one act: how long it took, or that it failed. */
export async function timed(done: Done, act: () => Promise<number>): Promise<void> {
  const began = performance.now()
  try {
    done.bytes += await act()
    done.times.push(performance.now() - began)
  } catch {
    // A server under load may refuse; the table says how often.
    done.failed++
  }
}
