// Bentocache as its documentation sets it up over a database: memory, without a copy of each value, over a table of PostgreSQL by knex.
import { BentoCache, bentostore } from 'bentocache'
import { knexDriver } from 'bentocache/drivers/knex'
import { memoryDriver } from 'bentocache/drivers/memory'
import knex from 'knex'

/** One process of Bentocache. Times are milliseconds. */
export function openBentocache(url) {
  const connection = knex({ client: 'pg', connection: url, pool: { min: 0, max: 10 } })
  const cache = new BentoCache({
    default: 'both',
    stores: {
      both: bentostore()
        .useL1Layer(memoryDriver({ maxItems: 100_000, serialize: false }))
        .useL2Layer(knexDriver({ connection, tableName: 'bentocache' })),
    },
  })
  return {
    getOrSet: (key, { ttlMs, graceMs, compute }) =>
      cache.getOrSet({
        ...{ key, ttl: ttlMs, factory: compute },
        grace: graceMs > 0 ? graceMs : false,
      }),
    close: async () => {
      await cache.disconnectAll()
    },
  }
}
