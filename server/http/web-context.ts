import { authOf } from '#server/accounts/auth.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { type Context, createContext } from '#server/platform/context.ts'
import { processWide } from '#server/platform/process-wide.ts'

const slot = processWide('web context', (): { ctx?: Context } => ({}))

/** The context of the web process, made at the first call. */
export function webContext(): Context {
  if (!slot.ctx) provideWebContext(createContext(processConfig(), 'web'))
  if (!slot.ctx) throw new Error('provideWebContext keeps what it is given')
  return slot.ctx
}

/** Lets the entry point (or a test) share the context that it made, so that one process has one pool. */
export function provideWebContext(ctx: Context): void {
  slot.ctx = ctx
  authOf(ctx)
}
