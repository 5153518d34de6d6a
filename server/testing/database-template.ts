import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { applyMigrations } from '#server/platform/database/apply-migrations.ts'
import { startEmbeddedDatabase } from '#server/platform/embedded-database/embedded-database.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { dropOnServer, onServer } from './on-server.ts'
import { testBinaries } from './test-binaries.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A server on which tests may make databases. */
    databaseServer: string
    /** Name of the migrated database that each test's own is copied from. */
    databaseTemplate: string
  }
}

type TestServer = { url: string; stop: () => Promise<void> }

/**
 * Makes one migrated database that every test file copies: a copy costs 50 ms, a migration much more.
 * The server is TEST_DATABASE_URL, else one of our own in a temporary folder that goes with the run (of TEST_POSTGRES_BIN, else of
 * the bundled PostgreSQL).
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await testServer()
  const template = `weft_template_${process.pid}`
  await onServer(server.url, (admin) => admin.query(`CREATE DATABASE ${template}`))
  const url = new URL(server.url)
  url.pathname = `/${template}`
  await applyMigrations(url.href, path.resolve('prisma/migrations'))
  project.provide('databaseServer', server.url)
  project.provide('databaseTemplate', template)
  return async () => {
    await dropOnServer(server.url, template)
    await server.stop()
  }
}

async function testServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { url: given, stop: async () => {} }
  const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-test-server-'))
  const log = createLogger('test server', 'warn')
  const database = await startEmbeddedDatabase({ dataDir, log, scratch: true, ...testBinaries() })
  return {
    url: database.url,
    async stop() {
      await database.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
