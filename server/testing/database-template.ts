import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { applyMigrations } from '#server/platform/database/apply-migrations.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A server on which tests may make databases. */
    databaseServer: string
    /** Name of the migrated database that each test's own is copied from. */
    databaseTemplate: string
  }
}

/** Makes one migrated database that every test file copies: a copy costs 50 ms, a migration much more. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) throw new Error('set TEST_DATABASE_URL to a PostgreSQL server on which databases may be made')
  const template = `weft_template_${process.pid}`
  await onServer(server, `CREATE DATABASE ${template}`)
  const url = new URL(server)
  url.pathname = `/${template}`
  await applyMigrations(url.href, path.resolve('prisma/migrations'))
  project.provide('databaseServer', server)
  project.provide('databaseTemplate', template)
  return () => onServer(server, `DROP DATABASE ${template} WITH (FORCE)`)
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
