import { chmod, chown, cp, mkdir, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import path from 'node:path'
import pg from 'pg'
import { type FakeFacts, fakePostgres } from '#server/testing/fake-postgres.ts'
import { dropOnServer } from '#server/testing/on-server.ts'
import { transactionPooler } from '#server/testing/transaction-pooler.ts'
import type { Ending, Place } from './start.ts'

export type Scenario = {
  /** What was tried, as the first column of docs/starts.md says it. */
  tried: string
  run(place: Place, tools: Tools): Promise<Ending>
  /** The one sentence on stderr. */
  prints: RegExp
  /** Why it cannot be tried here; undefined where it can. */
  skip?: () => string | undefined
}

export type Tools = {
  /** A data folder that was started and stopped once. */
  installation: string
  /** A PostgreSQL server on which databases may be made. */
  server: string
}

const isRoot = process.getuid?.() === 0
const NOBODY = 65_534
const needsRoot = () => (isRoot ? undefined : 'only root can start Weft as another user')

/** Starts with this environment and expects it to end by itself. */
function refused(environment: Record<string, string>): Scenario['run'] {
  return (place) => place.start(environment).ending()
}

/** Starts on a copy of an installation that was damaged by `damage`, which is given its database's folder. */
function damaged(damage: (cluster: string, dataDir: string) => Promise<unknown>): Scenario['run'] {
  return async (place, { installation }) => {
    await cp(installation, place.dataDir, { recursive: true, preserveTimestamps: true })
    await giveOwner(installation, place.dataDir)
    const cluster = (await readdir(place.dataDir)).find((name) => /^pg\d+$/.test(name)) ?? ''
    await damage(path.join(place.dataDir, cluster), place.dataDir)
    return place.start().ending()
  }
}

async function giveOwner(from: string, to: string): Promise<void> {
  if (!isRoot) return
  for (const name of await readdir(from, { recursive: true })) {
    const { uid, gid } = await stat(path.join(from, name))
    await chown(path.join(to, name), uid, gid)
  }
  await chmod(to, 0o711)
}

function listening(place: Place, server: Server): Promise<number> {
  place.onLeave(() => server.close())
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    }),
  )
}

function withDatabase(make: (tools: Tools, place: Place) => Promise<string> | string): Scenario['run'] {
  return async (place, tools) =>
    place.start({ DATABASE_URL: await make(tools, place), DATABASE_WAIT: '1' }).ending()
}

function fake(facts: FakeFacts): Scenario['run'] {
  return withDatabase(async (_tools, place) => {
    const server = await fakePostgres(facts)
    place.onLeave(server.close)
    return `postgresql://weft@127.0.0.1:${server.port}/weft`
  })
}

/** A database of its own, prepared by a statement in which NAME is its name. */
function prepared(statement: string, options = ''): Scenario['run'] {
  return withDatabase(async ({ server }, place) => {
    const name = `weft_hostile_${place.port}`
    const admin = new pg.Client({ connectionString: server })
    await admin.connect()
    place.onLeave(async () => {
      await admin.end()
      await dropOnServer(server, name)
    })
    await admin.query(`CREATE DATABASE ${name} TEMPLATE template0 ${options}`)
    if (statement) await admin.query(statement.replaceAll('NAME', name))
    const url = new URL(server)
    url.pathname = `/${name}`
    return url.href
  })
}

function changed(server: string, change: (url: URL) => void): string {
  const url = new URL(server)
  change(url)
  return url.href
}

export const SCENARIOS: readonly Scenario[] = [
  {
    tried: 'several variables with values that make no sense',
    run: refused({
      PORT: 'abc',
      LOG_LEVEL: 'loud',
      WEFT_WORKERS: '-1',
      WEFT_URL: 'example',
      WEFT_SECRET: 'short',
      WEFT_PROVIDERS: '{',
      TRUST_PROXY: 'yes',
      DATABASE_WAIT: '1.5',
    }),
    prints:
      /^Correct the environment: (?=.*PORT must)(?=.*LOG_LEVEL must)(?=.*WEFT_WORKERS must)(?=.*WEFT_URL must)(?=.*WEFT_SECRET must)(?=.*WEFT_PROVIDERS must)(?=.*TRUST_PROXY must)(?=.*DATABASE_WAIT must)/,
  },
  {
    tried: '`DATABASE_URL` of another kind of database',
    run: refused({ DATABASE_URL: 'mysql://root@127.0.0.1/weft' }),
    prints: /DATABASE_URL must be an address like postgresql:/,
  },
  {
    tried: '`HOST` is no address of this machine',
    run: refused({ HOST: '203.0.113.7' }),
    prints: /HOST 203\.0\.113\.7 is no address of this machine: set it/,
  },
  {
    tried: '`HOST` is a name that nobody knows',
    run: refused({ HOST: 'no-such-host.invalid' }),
    prints: /HOST no-such-host\.invalid is not known: set it/,
  },
  {
    tried: 'another program holds the public port',
    async run(place) {
      const port = await listening(place, createServer())
      return place.start({ PORT: String(port) }).ending()
    },
    prints: /^Port \d+ on 127\.0\.0\.1 is held by .+: stop it, or set PORT to a free one\.$/,
  },
  {
    tried: 'another program holds the port of `EMBEDDED_PG_PORT`',
    async run(place, { installation }) {
      const port = await listening(place, createServer())
      await cp(installation, place.dataDir, { recursive: true, preserveTimestamps: true })
      await giveOwner(installation, place.dataDir)
      return place.start({ EMBEDDED_PG_PORT: String(port) }).ending()
    },
    prints: /because the port of EMBEDDED_PG_PORT is taken: stop the program/,
  },
  {
    tried: '`WEFT_DATA_DIR` is a file',
    async run(place) {
      await writeFile(place.dataDir, 'text')
      return place.start().ending()
    },
    prints: /data is, or lies below, a file: set WEFT_DATA_DIR to a folder/,
  },
  {
    tried: 'a data folder that Weft may not write to',
    async run(place) {
      await mkdir(place.dataDir)
      await chmod(place.folder, 0o755)
      await chmod(place.dataDir, 0o555)
      return place.start({}, isRoot ? { uid: NOBODY } : {}).ending()
    },
    prints: /^Weft \(user id \d+\) may not write to .*data: give it the right to/,
  },
  {
    tried: 'an attachments folder that Weft may not write to',
    skip: needsRoot,
    async run(place) {
      await mkdir(path.join(place.dataDir, 'attachments'), { recursive: true })
      await chmod(place.folder, 0o755)
      await chown(place.dataDir, NOBODY, NOBODY)
      return place.start({}, { uid: NOBODY }).ending()
    },
    prints: /^Weft \(user id \d+\) may not write to .*attachments: give it the right to/,
  },
  {
    tried: 'garbage in the file of the signing secret',
    async run(place) {
      await mkdir(place.dataDir)
      await writeFile(path.join(place.dataDir, 'secret'), '\0\0\0')
      return place.start().ending()
    },
    prints: /secret is damaged: put the old secret back, or remove the file, which signs everybody out/,
  },
  {
    tried: 'a database folder without `PG_VERSION`',
    run: damaged((cluster) => rm(path.join(cluster, 'PG_VERSION'))),
    prints: /holds only a part of a database \(PG_VERSION is missing\): bring a backup back/,
  },
  {
    tried: 'a truncated control file',
    run: damaged((cluster) => truncate(path.join(cluster, 'global/pg_control'), 100)),
    prints: /because its files are damaged: restore a backup/,
  },
  {
    tried: 'garbage in `postgresql.conf`',
    run: damaged((cluster) => writeFile(path.join(cluster, 'postgresql.conf'), 'this is = not = it\n')),
    prints: /because its postgresql\.conf contains errors: repair the lines that postgres\.log names/,
  },
  {
    tried: 'the log of the database is gone',
    run: damaged(async (cluster) => {
      await rm(path.join(cluster, 'pg_wal'), { recursive: true })
      await mkdir(path.join(cluster, 'pg_wal'), { mode: 0o777 })
      await chmod(path.join(cluster, 'pg_wal'), 0o777)
    }),
    prints: /because its files are damaged: restore a backup/,
  },
  {
    tried: 'files of another major version of PostgreSQL',
    run: damaged((cluster) => writeFile(path.join(cluster, 'PG_VERSION'), '14\n')),
    prints: /was made by PostgreSQL 14, and this is PostgreSQL \d+: back it up with the release/,
  },
  {
    tried: 'a database folder that belongs to another user',
    skip: needsRoot,
    run: damaged(async (cluster) => {
      for (const name of await readdir(cluster, { recursive: true }))
        await chown(path.join(cluster, name), 0, 0)
      await chown(cluster, 0, 0)
    }),
    prints: /because (the data folder belongs to another user|its account may not read)/,
  },
  {
    tried: 'the password file of the database is gone',
    run: damaged((cluster) => rm(path.join(cluster, 'weft.secret'))),
    prints: /because its password cannot be read from .*weft\.secret \(ENOENT\): put the file back/,
  },
  {
    tried: 'other passwords than those of the database',
    run: damaged(async (cluster) => {
      for (const name of ['weft.secret', 'weft-admin.secret'])
        await writeFile(path.join(cluster, name), 'garbage')
    }),
    prints: /the passwords in .* are not those of its database: put/,
  },
  {
    tried: '`DATABASE_URL` where nothing listens',
    run: withDatabase(() => 'postgresql://weft@127.0.0.1:1/weft'),
    prints: /^Nothing listens at 127\.0\.0\.1:1: start the PostgreSQL server or correct DATABASE_URL\.$/,
  },
  {
    tried: '`DATABASE_URL` with an unknown host',
    run: withDatabase(() => 'postgresql://weft@no-such-host.invalid/weft'),
    prints: /^The host no-such-host\.invalid of DATABASE_URL is not known/,
  },
  {
    tried: '`DATABASE_URL` with a wrong user or password',
    run: withDatabase(({ server }) =>
      changed(server, (url) => {
        url.username = 'nobody_here'
        url.password = 'wrong'
      }),
    ),
    prints: /does not let nobody_here in: check user and password/,
  },
  {
    tried: '`DATABASE_URL` with a database that does not exist',
    run: withDatabase(({ server }) =>
      changed(server, (url) => {
        url.pathname = '/no_such_database'
      }),
    ),
    prints: /has no database no_such_database: create it/,
  },
  {
    tried: '`DATABASE_URL` that asks for TLS of a server without it',
    run: withDatabase(({ server }) =>
      changed(server, (url) => {
        url.search = '?sslmode=verify-full'
      }),
    ),
    prints: /speaks no TLS: remove sslmode from DATABASE_URL/,
  },
  {
    tried: '`DATABASE_URL` of something else than PostgreSQL',
    run: withDatabase(async (_tools, place) => {
      const web = createServer((socket) => {
        socket.on('error', () => socket.destroy())
        socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
      })
      return `postgresql://weft@127.0.0.1:${await listening(place, web)}/weft`
    }),
    prints: /does not behave like a PostgreSQL server/,
  },
  {
    tried: '`DATABASE_URL` of PostgreSQL 14',
    run: fake({ number: '140012' }),
    prints: /^Weft needs PostgreSQL 15 or newer, and the server at .* is version 14/,
  },
  {
    tried: '`DATABASE_URL` of a standby',
    run: fake({ standby: 't' }),
    prints: /is a standby, which nobody can write to: set DATABASE_URL to the primary/,
  },
  {
    tried: '`DATABASE_URL` of a database that is read-only',
    run: prepared('ALTER DATABASE NAME SET default_transaction_read_only = on'),
    prints: /is read-only for \w+: ALTER ROLE/,
  },
  {
    tried: '`DATABASE_URL` of a database in which Weft may make no table',
    run: prepared('ALTER DATABASE NAME SET search_path = nowhere'),
    prints: /may not create tables in .*: make it the owner/,
  },
  {
    tried: '`DATABASE_URL` of a database that is not UTF-8',
    run: prepared('', "ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'"),
    prints: /has the encoding LATIN1: make one with ENCODING 'UTF8'/,
  },
  {
    tried: '`DATABASE_URL` of a pooler in transaction mode',
    run: withDatabase(async ({ server }, place) => {
      const pooler = await transactionPooler(server)
      place.onLeave(pooler.close)
      return pooler.url
    }),
    prints: /stands a pooler that gives every transaction another session: set it to session pooling/,
  },
]
