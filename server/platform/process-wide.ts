/**
 * A value that exists once per process, even where a bundler loads the module that asks for it more than once: Next gives
 * each route its own copy of our modules, and a limit counted per copy would be no limit.
 */
export function processWide<T>(name: string, make: () => T): T {
  const store: Record<symbol, unknown> = globalThis as never
  const key = Symbol.for(`weft ${name}`)
  store[key] ??= make()
  return store[key] as T
}
