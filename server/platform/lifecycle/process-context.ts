import type { Context } from '../context.ts'

// Next bundles its own copy of every module, so what it shares with the entry point can only lie on globalThis.
declare global {
  var weftContext: Context | undefined
}

/** Makes the context of this process known to code that Next loads. */
export function keepProcessContext(ctx: Context): void {
  globalThis.weftContext = ctx
}

/** The context that `runProcess` built in this process; undefined outside of it, as during `next build`. */
export function processContext(): Context | undefined {
  return globalThis.weftContext
}
