import path from 'node:path'
import { expect, test } from 'vitest'
import { readMigrations } from '#server/platform/database/read-migrations.ts'
import { unmarkedContractSteps } from './contract-steps.ts'

test.each([
  'DROP TABLE "Note"',
  'ALTER TABLE "Note" DROP COLUMN "text"',
  'alter table "Note" drop "text"',
  'ALTER TABLE "Note" ADD COLUMN "a" TEXT, DROP COLUMN "b"',
  'DROP TYPE "Mood"',
  'ALTER TABLE "Note" RENAME TO "Memo"',
  'ALTER TABLE "Note" RENAME COLUMN "a" TO "b"',
  `ALTER TYPE "Mood" RENAME VALUE 'a' TO 'b'`,
  'ALTER TABLE "Note" ALTER COLUMN "a" SET NOT NULL',
  'ALTER TABLE "Note" ALTER COLUMN "a" DROP DEFAULT',
  'ALTER TABLE "Note" ALTER COLUMN "a" TYPE BIGINT',
  'ALTER TABLE "Note" ALTER COLUMN "a" SET DATA TYPE BIGINT',
  'ALTER TABLE "Note" ADD COLUMN "a" TEXT NOT NULL',
  'ALTER TABLE "Note" ADD COLUMN "a" TEXT NOT NULL, ADD COLUMN "b" TEXT DEFAULT 1',
  'ALTER TABLE "Note" DROP CONSTRAINT "Note_fkey"',
  'ALTER TABLE note DROP mood',
  'ALTER TABLE note DROP IF EXISTS mood',
  'ALTER TABLE "Note" ALTER COLUMN "a" DROP NOT NULL, DROP mood',
  'ALTER TABLE "Note" ADD COLUMN "a" DECIMAL(65,30) NOT NULL',
  'ALTER TABLE "Note" ADD COLUMN "a" TEXT NOT NULL, ADD COLUMN "b" DECIMAL(65,30) DEFAULT 1',
  'ALTER TABLE "Note" ADD "a" TEXT CHECK ("a" IN (1, lower(2))) NOT NULL',
  'TRUNCATE "Note"',
  'truncate table "Note"',
  '/* a comment */ DROP TABLE "Note"',
  'SELECT 1; DROP TABLE "Note"',
])('%s is a contract step', (sql) => {
  expect(unmarkedContractSteps(`SELECT 1;\n${sql};`, '1.4.0')).toHaveLength(1)
})

test.each([
  'CREATE TABLE "Note" ("a" TEXT NOT NULL, "b" INT)',
  'ALTER TABLE "Note" ADD COLUMN "a" TEXT',
  `ALTER TABLE "Note" ADD COLUMN "a" TEXT NOT NULL DEFAULT 'DROP TABLE x'`,
  'ALTER TABLE "Note" ADD COLUMN "a" TEXT NOT NULL DEFAULT 1, ADD COLUMN "b" TEXT',
  'ALTER TABLE "Note" ALTER COLUMN "a" DROP NOT NULL',
  `ALTER TYPE "Mood" ADD VALUE 'c'`,
  'ALTER TABLE "Note" ADD CONSTRAINT "c" FOREIGN KEY ("a") REFERENCES "b"("id")',
  'DROP INDEX "Note_idx"',
  `INSERT INTO "Note" VALUES ('DROP TABLE "Note"; ALTER TABLE x RENAME TO y')`,
  'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DROP TABLE x; END $$',
  '-- DROP TABLE "Note"\nSELECT 1',
  '/* DROP TABLE "Note"; */ SELECT 1',
  'ALTER TABLE "Note" ADD COLUMN "a" DECIMAL(65,30) NOT NULL DEFAULT 0',
  'ALTER TABLE "Note" ADD COLUMN "a" TEXT NOT NULL DEFAULT lower(\'A\'), ADD COLUMN "b" TEXT[]',
  'ALTER TABLE "Note" ALTER COLUMN "a" DROP IDENTITY IF EXISTS',
  'ALTER TABLE "Note" ALTER COLUMN "a" DROP EXPRESSION',
  'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN TRUNCATE x; END $body$',
  `SELECT 'it''s; DROP TABLE x'`,
])('%s is none', (sql) => {
  expect(unmarkedContractSteps(`${sql};`, '1.4.0')).toEqual([])
})

test('a step that names a version which is out and no longer uses the thing passes; a version to come does not', () => {
  const marked = (version: string) =>
    `-- DropColumn\n-- contract: unused since ${version}\nALTER TABLE "Note" DROP COLUMN "a";`
  expect(unmarkedContractSteps(marked('1.3.0'), '1.4.0')).toEqual([])
  expect(unmarkedContractSteps(marked('1.4.0'), '1.4.0')).toEqual([])
  expect(unmarkedContractSteps(marked('1.10.0'), '1.4.0')).toHaveLength(1)
})

test('a mark counts for the statement after it and for no other', () => {
  const sql = '-- contract: unused since 1.0.0\nDROP TABLE "A";\nDROP TABLE "B";'
  expect(unmarkedContractSteps(sql, '1.4.0')).toEqual([
    'drops what the release before may use: DROP TABLE "B"',
  ])
})

test('the migrations of this release expand only', async () => {
  for (const { name, sql } of await readMigrations(path.resolve('prisma/migrations')))
    expect(unmarkedContractSteps(sql, '0.1.0'), name).toEqual([])
})
