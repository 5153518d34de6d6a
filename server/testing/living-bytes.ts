import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { z } from 'zod'

const Memory = z.object({ heapUsed: z.number(), external: z.number() })

/** Options of Node for a process whose living bytes are to be asked for; it needs an IPC channel. */
export const REPORTS_MEMORY = [
  '--expose-gc',
  '--import',
  path.resolve(import.meta.dirname, '../../bench/collab/report-memory.ts'),
]

/** What the main thread of such a process still holds once its garbage is collected: objects, and the bytes beside them. */
export function livingBytes(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('the process has ended'))
    const onMessage = (message: unknown): void => {
      const memory = Memory.safeParse(message)
      if (!memory.success) return
      child.off('message', onMessage)
      child.off('exit', onExit)
      resolve(memory.data.heapUsed + memory.data.external)
    }
    child.on('message', onMessage)
    child.once('exit', onExit)
    child.send('memory')
  })
}
