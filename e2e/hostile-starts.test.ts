import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { connectTo } from '#server/testing/backup-fixtures.ts'
import { createTestDatabase } from '#server/testing/test-context.ts'
import { SCENARIOS } from './hostile/scenarios.ts'
import { type Ending, Place } from './hostile/start.ts'
import { type Attempt, starts } from './hostile/table.ts'
import { seededRandom } from './torture/random.ts'

// A start on a machine that runs a whole test suite beside; most end within a second or two.
const SLOW_MS = 90_000

const attempts: Attempt[] = []
let home: Place

beforeAll(async () => {
  home = await Place.make()
  const first = home.start()
  await first.ready()
  expect((await first.stop()).code).toBe(0)
}, SLOW_MS)

afterAll(async () => {
  await home.leave()
  if (process.env.WRITE_STARTS) await writeFile(path.resolve('docs/starts.md'), starts(attempts))
})

async function newPlace(): Promise<Place> {
  const place = await Place.make()
  onTestFinished(() => place.leave())
  return place
}

function note(tried: string, { code }: Pick<Ending, 'code'>, printed: string): void {
  attempts.push({ tried, printed: printed.trim(), code })
}

test.each(SCENARIOS.map((scenario) => [scenario.tried, scenario] as const))(
  'refused in one sentence: %s',
  async (tried, { run, prints, skip }) => {
    const reason = skip?.()
    if (reason) return note(`${tried} (not tried: ${reason})`, { code: null }, '')
    const place = await newPlace()
    const ending = await run(place, { installation: home.dataDir, server: inject('databaseServer') })
    note(tried, ending, ending.stderr)
    expect(ending.stderr.trim()).toMatch(prints)
    expect(ending.stderr.trim().split('\n')).toHaveLength(1)
    expect(ending.stderr + ending.stdout).not.toMatch(/^\s+at /m)
    expect(ending.code).toBe(1)
  },
  SLOW_MS,
)

test(
  'two first starts at once on one data folder both serve, on one database; a third on another folder is refused their port',
  async () => {
    const place = await newPlace()
    const other = await newPlace()
    const one = place.start()
    const two = place.start({ PORT: String(other.port) })
    await Promise.all([one.ready(), two.ready()])
    const modes = [one, two].map((each) => /"mode":"(\w+)"/.exec(each.printed)?.[1])
    expect(modes.toSorted()).toEqual(['attached', 'started'])
    note('two first starts at once on one data folder', { code: 0 }, 'Weft is ready (both)')

    const third = await other.start().ending()
    note('a start on another folder with the port of a running Weft', third, third.stderr)
    expect(third.stderr.trim()).toMatch(
      /^Port \d+ on 127\.0\.0\.1 is held by .*node.* \(process \d+\): stop it/,
    )
    expect(third.code).toBe(1)
    expect(third.seconds).toBeLessThan(10)
    expect((await one.stop()).code).toBe(0)
    // The database of the other goes on.
    expect((await fetch(`http://127.0.0.1:${other.port}/api/v1/setup`)).status).toBe(200)
    expect((await two.stop()).code).toBe(0)
  },
  SLOW_MS,
)

test(
  'an IPv6 address, a taken web port, garbage in the file of the database’s port and a WEFT_URL of another port: it works and warns',
  async () => {
    const place = await newPlace()
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(place.port + 1, '127.0.0.1', resolve))
    place.onLeave(() => holder.close())
    await writeFile(path.join(home.dataDir, 'pg18.port'), 'garbage')
    const start = place.start({
      HOST: '::1',
      WEFT_DATA_DIR: home.dataDir,
      WEFT_URL: 'http://localhost:4000',
    })
    await start.ready()
    expect((await fetch(`http://[::1]:${place.port}/api/v1/setup`)).status).toBe(200)
    expect(start.printed).toMatch(/WEFT_URL names port 4000 and Weft listens on \d+: set WEFT_URL/)
    const ending = await start.stop()
    note(
      '`HOST=::1`, a taken `WEFT_WEB_PORT`, garbage in `pg18.port`, `WEFT_URL` of another port',
      ending,
      'Weft is ready (with a warning that names WEFT_URL)',
    )
    expect(ending.code).toBe(0)
  },
  SLOW_MS,
)

test(
  'an empty database of DATABASE_URL serves',
  async () => {
    const place = await newPlace()
    const { url, drop } = await createTestDatabase({ bare: true })
    place.onLeave(drop)
    const client = await connectTo(url)
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
    const start = place.start({ DATABASE_URL: url })
    await start.ready()
    const ending = await start.stop()
    note(
      `\`DATABASE_URL\` of an empty database, PostgreSQL ${Number.parseInt(rows[0]?.server_version ?? '', 10)}`,
      ending,
      'Weft is ready',
    )
    expect(ending.code).toBe(0)
  },
  SLOW_MS,
)

test(
  'a first start that was killed at any moment is no obstacle to the next',
  async () => {
    const rounds = Number(process.env.HOSTILE_ROUNDS ?? 2)
    const random = seededRandom(Number(process.env.HOSTILE_SEED ?? 1))
    const place = await newPlace()
    for (let round = 0; round < rounds; round++) {
      const start = place.start()
      await new Promise((resolve) => setTimeout(resolve, random.next() * 4000))
      start.kill()
      await start.ending()
    }
    const last = place.start()
    await last.ready()
    const ending = await last.stop()
    note('`kill -9` in the middle of first starts, then a start', ending, 'Weft is ready')
    expect(ending.code).toBe(0)
  },
  SLOW_MS * 4,
)
