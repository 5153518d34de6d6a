import { defineConfig } from 'prisma/config'

// Generation and validation need no native engine; pointing the variable at an existing file keeps the CLI from
// downloading one. Only `migrate` and `db` run it, and those have an offline equivalent in scripts/db.ts.
if (!process.argv.some((word) => word === 'migrate' || word === 'db'))
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://127.0.0.1:5432/weft' },
})
