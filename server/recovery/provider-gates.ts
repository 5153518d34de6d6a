import type { Context } from '#server/platform/context.ts'
import { BREAKER_CHANNEL } from './breaker-channel.ts'
import { readBreakers, writeBreaker } from './internal/breaker-rows.ts'
import { createProviderGate, type ProviderGate } from './provider-gate.ts'

/**
 * The gates of a process, one for each provider. Their state is kept in BreakerState and called out on the bus, so what one
 * process learnt spares the others the same failures, and a restart forgets nothing.
 */
export interface ProviderGates {
  /** Resolves once the stored states are known; never throws, an unknown state is a closed one. */
  ready(): Promise<void>
  /** Throws for a name that `names` did not hold. */
  gate(provider: string): ProviderGate
  close(): Promise<void>
}

export function createProviderGates(
  ctx: Context,
  names: readonly string[],
  openMs?: readonly number[],
): ProviderGates {
  const gates = new Map<string, ProviderGate>()
  let storing: Promise<void> = Promise.resolve()
  let waiting = 0
  for (const name of new Set(names))
    gates.set(
      name,
      createProviderGate(name, () => store(name), openMs),
    )

  function store(name: string): void {
    waiting += 1
    storing = storing.then(async () => {
      const row = gates.get(name)?.row()
      try {
        if (row && !(await writeBreaker(ctx.db, row))) {
          waiting -= 1
          return await load(name)
        }
        ctx.log.warn({ provider: name, state: row?.state, reason: row?.lastError }, 'breaker changed')
      } catch (error) {
        // The gate works on with what it knows; the next change is stored again.
        ctx.log.warn({ error, provider: name }, 'the state of a breaker could not be stored')
      }
      waiting -= 1
      ctx.bus.notify(BREAKER_CHANNEL, name)
    })
  }

  async function load(name?: string): Promise<void> {
    try {
      // A change made here that is still on its way to the database is newer than what was read.
      for (const row of await readBreakers(ctx.db, name))
        if (waiting === 0) gates.get(row.provider)?.adopt(row)
    } catch (error) {
      ctx.log.warn({ error }, 'the state of breakers could not be read')
    }
  }

  const listening = ctx.bus.listen(
    BREAKER_CHANNEL,
    (name) => void load(name),
    () => void load(),
  )
  const loaded = listening.then(() => load())

  return {
    ready: () => loaded,
    gate(provider) {
      const gate = gates.get(provider)
      if (!gate) throw new Error(`no gate for provider ${provider}`)
      return gate
    },
    async close() {
      const stop = await listening
      stop()
      await loaded
      await storing
    },
  }
}
