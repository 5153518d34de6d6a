// npm run bench -- tasks [...]: runs bench/tasks.ts on DATABASE_URL (migrated), else on a PostgreSQL of its own, as durable as an
// installation's, that goes with the run.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inheritedEnvironment } from '#server/platform/config/process-config.ts'
import { applyMigrations } from '#server/platform/database/apply-migrations.ts'
import { startEmbeddedDatabase } from '#server/platform/embedded-database/embedded-database.ts'
import { createLogger } from '#server/platform/logging/logger.ts'

const name = process.argv[2] ?? ''
const file = path.resolve(import.meta.dirname, `${name}.ts`)
if (!/^[a-z-]+$/.test(name) || name === 'run' || !existsSync(file)) {
  console.error('name a benchmark of this folder: npm run bench -- tasks')
  process.exit(2)
}

async function measure(environment: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, [file, ...process.argv.slice(3)], {
    env: environment,
    stdio: 'inherit',
  })
  return await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}

async function measureOnOwnDatabase(): Promise<number> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-bench-'))
  const database = await startEmbeddedDatabase({
    dataDir,
    log: createLogger('bench server', 'warn'),
    scratch: true,
  })
  try {
    await applyMigrations(database.url, path.resolve(import.meta.dirname, '../prisma/migrations'))
    return await measure(inheritedEnvironment({ DATABASE_URL: database.url, WEFT_DATA_DIR: dataDir }))
  } finally {
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

process.exitCode = process.env.DATABASE_URL ? await measure(process.env) : await measureOnOwnDatabase()
