import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inject } from 'vitest'
import { parseConfig } from '#server/platform/config/config.ts'
import { type Context, closeContext, createContext } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { atFileEnd } from './at-file-end.ts'
import { dropOnServer, onServer } from './on-server.ts'

/** A real database for the caller to drop: migrated and without rows, or, if `bare`, without tables. */
export async function createTestDatabase({ bare = false } = {}): Promise<{
  url: string
  drop: () => Promise<void>
}> {
  const server = inject('databaseServer')
  const name = `weft_test_${newId().replaceAll('-', '')}`
  const template = bare ? 'template0' : inject('databaseTemplate')
  await onServer(server, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => dropOnServer(server, name) }
}

/** A context on a database and a data folder of its own; both go when the test file is done. */
export async function createTestContext(
  environment: Record<string, string> = {},
  overrides: Partial<Context> = {},
): Promise<Context> {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-test-'))
  const config = parseConfig({
    DATABASE_URL: database.url,
    WEFT_DATA_DIR: dataDir,
    WEFT_SECRET: 'a secret of a test that is long enough for anybody',
    LOG_LEVEL: 'silent',
    // Whether an answer is given at once must not depend on how busy the machine is.
    KEPT_ANSWER_MS: '5000',
    ...environment,
  })
  const ctx = createContext(config, 'test', overrides)
  atFileEnd(async () => {
    // A database of another's is that one's to close.
    await closeContext(overrides.db ? { ...ctx, db: { ...ctx.db, close: async () => {} } } : ctx)
    await database.drop()
    await rm(dataDir, { recursive: true, force: true })
  })
  return ctx
}
