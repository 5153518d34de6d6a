import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { restoreCopy } from '#server/platform/embedded-database/upgrade-copies.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { DatabaseKeeper } from './database-keeper.ts'
import { migrateDatabase } from './migrate-database.ts'

const MIGRATIONS = path.resolve('prisma/migrations')
const log = createLogger('test', 'silent')
const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-migrate-'))
const keeper = new DatabaseKeeper({ dataDir, log, endsWithUs: true }, () => {})
const url = await keeper.start()
afterAll(async () => {
  await keeper.stop(5000)
  await rm(dataDir, { recursive: true, force: true })
})

async function release(extra: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weft-release-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(MIGRATIONS, folder, { recursive: true })
  for (const [name, sql] of Object.entries(extra)) {
    await mkdir(path.join(folder, name))
    await writeFile(path.join(folder, name, 'migration.sql'), sql)
  }
  return folder
}

function migrate(folder: string, upgradeCopies = 3) {
  return migrateDatabase({ url, config: { upgradeCopies }, log, embedded: keeper, folder })
}

test('the embedded database is copied before an upgrade changes it, and not at its first start or when nothing changes', async () => {
  const copies = () => readdir(path.join(dataDir, 'copies')).catch(() => [])
  expect(await migrate(await release({}))).toEqual({ copy: undefined })
  expect(await migrate(await release({}))).toEqual({ copy: undefined })
  expect(await copies()).toEqual([])

  const next = await release({ '99990101000000_next': 'ALTER TABLE "Workspace" ADD COLUMN colour text' })
  const { copy } = await migrate(next)
  expect(await copies()).toEqual([path.basename(copy ?? '')])

  const without = await release({
    '99990101000000_next': 'ALTER TABLE "Workspace" ADD COLUMN colour text',
    '99990102000000_more': 'SELECT 1',
  })
  expect(await migrate(without, 0)).toEqual({ copy: undefined })
  expect(await copies()).toHaveLength(1)
})

test('a migration that fails changes nothing and names the copy with the command that brings it back', async () => {
  const broken = await release({
    '99990101000000_next': 'ALTER TABLE "Workspace" ADD COLUMN colour text',
    '99990102000000_more': 'SELECT 1',
    '99990103000000_broken': 'ALTER TABLE "Workspace" ADD COLUMN other text; SELECT 1 / 0',
  })
  const error: unknown = await migrate(broken).catch((reason: unknown) => reason)
  const message = error instanceof Error ? error.message : ''
  expect(message).toMatch(/99990103000000_broken failed and was rolled back: division by zero/)
  const copy = /`npm run restore -- (\S+)`/.exec(message)?.[1] ?? ''
  expect(await readdir(copy)).toEqual(['cluster', 'copy.json'])
  await keeper.stop(5000)
  expect(await restoreCopy(copy, dataDir, new Date())).toEqual({ at: '99990102000000_more' })
})
