import type { Context } from '#server/platform/context.ts'
import { BREAKER_CHANNEL } from './breaker-channel.ts'
import { readBreakers, writeBreaker } from './internal/breaker-rows.ts'
import { createProviderGate, type ProviderGate } from './provider-gate.ts'

/**
 * The gates of a process, one for each provider. Their state is kept in BreakerState and called out on the bus, so what one
 * process learnt spares the others the same failures, and a restart forgets nothing.
 */
export interface ProviderGates {
  /** Resolves once the stored states of these are known; never throws, an unknown state is a closed one. */
  ready(providers: readonly string[]): Promise<void>
  /** A provider's gate; closed where `ready` has not been awaited for it. */
  gate(provider: string): ProviderGate
  close(): Promise<void>
}

export function createProviderGates(ctx: Context, openMs?: readonly number[]): ProviderGates {
  const gates = new Map<string, ProviderGate>()
  const loads = new Map<string, Promise<void>>()
  let storing: Promise<void> = Promise.resolve()
  let waiting = 0

  function gateOf(name: string): ProviderGate {
    const known = gates.get(name)
    if (known) return known
    const gate = createProviderGate(name, () => store(name), openMs)
    gates.set(name, gate)
    return gate
  }

  /** What is stored of a provider is read when it is first named; from then on signals tell. */
  function loadOnce(name: string): Promise<void> {
    const known = loads.get(name)
    if (known !== undefined) return known
    gateOf(name)
    const loaded = listening.then(() => load(name))
    loads.set(name, loaded)
    return loaded
  }

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

  return {
    async ready(providers) {
      await Promise.all(providers.map(loadOnce))
    },
    gate: gateOf,
    async close() {
      const stop = await listening
      stop()
      await Promise.all(loads.values())
      await storing
    },
  }
}
