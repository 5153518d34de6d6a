import { execFile } from 'node:child_process'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { dropDatabase } from '#server/platform/database/drop-database.ts'

type Ended = { code: number; stdout: string; stderr: string }

function migrate(environment: Record<string, string>): Promise<Ended> {
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...environment, NODE_ENV: 'production' } as const
  return new Promise((resolve) => {
    execFile(process.execPath, ['server/entry/migrate.ts'], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}

test('several at once bring an empty database up to date, each migration once', async () => {
  const url = new URL(inject('databaseServer'))
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const name = `weft_migrate_${process.pid}`
  try {
    await client.query(`CREATE DATABASE ${name}`)
    url.pathname = `/${name}`
    const ended = await Promise.all([1, 2, 3].map(() => migrate({ DATABASE_URL: url.href })))
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      Array(3).fill({ code: 0, stderr: '' }),
    )
    expect(ended.filter(({ stdout }) => stdout.startsWith('applied'))).toHaveLength(1)
    expect(await migrate({ DATABASE_URL: url.href })).toMatchObject({ stdout: 'nothing to apply\n' })
  } finally {
    await dropDatabase(client, name)
    await client.end()
  }
})

test('without DATABASE_URL it says in one sentence what to set', async () => {
  const { code, stderr } = await migrate({})
  expect({ code, lines: stderr.trim().split('\n') }).toEqual({
    code: 1,
    lines: ['Set DATABASE_URL: the embedded database is migrated by `npm start`.'],
  })
})

test('a database that is missing is one sentence and no stack', async () => {
  const url = new URL(inject('databaseServer'))
  url.pathname = '/no_such_database'
  const { code, stderr } = await migrate({ DATABASE_URL: url.href })
  expect(code).toBe(1)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toMatch(/has no database no_such_database: create it/)
})
