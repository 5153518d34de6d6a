import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits until `condition` returns something truthy, and returns that; looks every 10 ms. Throws after `deadlineMs`, naming
 * what was waited for and the last value seen.
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  deadlineMs = 20_000,
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const end = performance.now() + deadlineMs
  for (;;) {
    const value = await condition()
    if (value) return value as Exclude<T, false | null | undefined | 0 | ''>
    if (performance.now() > end)
      throw new Error(`waited ${deadlineMs} ms for: ${what}; last seen: ${String(value)}`)
    await pause(10)
  }
}
