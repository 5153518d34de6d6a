// node bench/peers/hocuspocus.mjs PORT FILE [FLUSH_MS]: Hocuspocus as its documentation starts it, with its database extension on
// SQLite and the statements of its own SQLite extension (whose native module needs an install script, which is not run here).
import { DatabaseSync } from 'node:sqlite'
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'

const [port, file, flushDelay] = process.argv.slice(2)
const db = new DatabaseSync(file)
db.exec(`CREATE TABLE IF NOT EXISTS "documents" (
  "name" varchar(255) NOT NULL, "data" blob NOT NULL, UNIQUE(name))`)
const fetchData = db.prepare('SELECT data FROM "documents" WHERE name = $name ORDER BY rowid DESC')
const storeData = db.prepare(
  'INSERT INTO "documents" ("name", "data") VALUES ($name, $data) ON CONFLICT(name) DO UPDATE SET data = $data',
)

const server = new Server({
  port: Number(port),
  address: '127.0.0.1',
  quiet: true,
  ...(flushDelay === undefined ? {} : { flushDelay: Number(flushDelay) }),
  extensions: [
    new Database({
      fetch: async ({ documentName }) => fetchData.get({ name: documentName })?.data ?? null,
      store: async ({ documentName, state }) => {
        storeData.run({ name: documentName, data: state })
      },
    }),
  ],
})
await server.listen()
process.send?.({ type: 'ready' })
process.on('disconnect', () => process.exit())
