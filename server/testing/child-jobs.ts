import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '#server/platform/errors.ts'

const Order = z.object({
  act: z.enum(['echo', 'spin', 'grow', 'grow-native', 'refuse', 'break', 'exit', 'secrets', 'grandchild']),
  value: z.unknown().optional(),
})

/** Run in a child by tests: each act is one way in which a real job ends or misbehaves. */
export async function run(input: unknown, report: (progress: unknown) => void): Promise<unknown> {
  const { act, value } = Order.parse(input)
  report({ pid: process.pid })
  switch (act) {
    case 'echo':
      return value
    case 'spin':
      // Gives the report time to leave, then never yields again.
      await pause(50)
      for (;;);
    case 'grow': {
      const kept: number[][] = []
      for (;;) kept.push(new Array(100_000).fill(kept.length))
    }
    case 'grow-native': {
      const kept: Buffer[] = []
      for (;;) {
        kept.push(Buffer.alloc(8 * 1_048_576, 1))
        await pause(1)
      }
    }
    case 'refuse':
      throw new AppError('unsupported-media', 'Only images can be read.')
    case 'break':
      throw new TypeError('x is undefined')
    case 'exit':
      return process.exit(3)
    case 'secrets':
      return Object.keys(process.env)
    case 'grandchild': {
      report({ pid: spawn('sleep', ['60'], { stdio: 'ignore' }).pid })
      for (;;) await pause(1000)
    }
  }
}
