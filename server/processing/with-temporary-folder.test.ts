import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sweepTemporaryFolders, withTemporaryFolder } from './with-temporary-folder.ts'

const base = await mkdtemp(path.join(tmpdir(), 'weft-swept-'))
afterAll(() => rm(base, { recursive: true, force: true }))
const HOUR_MS = 3_600_000

test('a folder is there for as long as it is worked in, and goes with all that is in it, whatever comes of the work', async () => {
  let used = ''
  const work = withTemporaryFolder(async (folder) => {
    used = folder
    await writeFile(path.join(folder, 'part.wav'), 'x')
    throw new Error('the work failed')
  })
  await expect(work).rejects.toThrow('the work failed')
  await expect(stat(used)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('what a killed process left behind goes after a day; what may be in use stays, and so does what is not ours', async () => {
  const now = Date.now()
  for (const [name, hours] of [
    ['weft-job-old', 25],
    ['weft-job-new', 23],
    ['other-old', 1_000],
  ] as const) {
    const folder = path.join(base, name)
    await mkdir(folder)
    await writeFile(path.join(folder, 'part-1.wav'), 'x')
    const then = new Date(now - hours * HOUR_MS)
    await utimes(folder, then, then)
  }
  expect(await sweepTemporaryFolders(now, base)).toBe(1)
  expect((await readdir(base)).sort()).toEqual(['other-old', 'weft-job-new'])
  expect(await sweepTemporaryFolders(now, base)).toBe(0)
})
