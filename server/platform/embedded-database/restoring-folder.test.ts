import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { completeRestore, finishRestores, installationIn, makeRestoringFolder } from './restoring-folder.ts'

const MOMENT = new Date('2026-11-22T10:00:00Z')
// Above any pid of this system.
const DEAD = 4_999_999

async function newDataDir(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weft-restoring-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function fill(folder: string, word: string): Promise<void> {
  for (const name of ['pg18', 'attachments']) {
    await mkdir(path.join(folder, name), { recursive: true })
    await writeFile(path.join(folder, name, 'content'), word)
  }
  await writeFile(path.join(folder, 'secret'), word)
}

async function wordsIn(folder: string): Promise<string[]> {
  const files = ['pg18/content', 'attachments/content', 'secret']
  return Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8').catch(() => 'none')))
}

test('a whole restore takes the place of the old installation, which is kept beside', async () => {
  const dataDir = await newDataDir()
  await fill(dataDir, 'old')
  await writeFile(path.join(dataDir, 'pg18.port'), '1')
  const folder = await makeRestoringFolder(dataDir)
  await fill(folder, 'new')
  await completeRestore(dataDir, folder, MOMENT)
  expect(await wordsIn(dataDir)).toEqual(['new', 'new', 'new'])
  expect(await wordsIn(path.join(dataDir, 'replaced-2026-11-22T10-00-00Z'))).toEqual(['old', 'old', 'old'])
  expect((await readdir(dataDir)).sort()).toEqual([
    'attachments',
    'pg18',
    'pg18.port',
    'replaced-2026-11-22T10-00-00Z',
    'secret',
  ])
})

test('killed at any step of the move, the next start finishes it', async () => {
  const prepared = await newDataDir()
  await fill(prepared, 'old')
  const whole = path.join(prepared, `.restoring-${DEAD}-abc`)
  await fill(whole, 'new')
  await writeFile(path.join(whole, 'complete'), 'replaced-x\n')
  const replaced = path.join(prepared, 'replaced-x')
  await mkdir(replaced)
  const steps: [from: string, to: string][] = [
    [path.join(prepared, 'attachments'), path.join(replaced, 'attachments')],
    [path.join(whole, 'attachments'), path.join(prepared, 'attachments')],
    [path.join(prepared, 'pg18'), path.join(replaced, 'pg18')],
    [path.join(whole, 'pg18'), path.join(prepared, 'pg18')],
    [path.join(prepared, 'secret'), path.join(replaced, 'secret')],
    [path.join(whole, 'secret'), path.join(prepared, 'secret')],
  ]
  for (let killedAfter = 0; killedAfter <= steps.length; killedAfter++) {
    const dataDir = path.join(await newDataDir(), 'data')
    await cp(prepared, dataDir, { recursive: true })
    for (const [from, to] of steps.slice(0, killedAfter)) {
      const place = (file: string) => path.join(dataDir, path.relative(prepared, file))
      await cp(place(from), place(to), { recursive: true })
      await rm(place(from), { recursive: true })
    }
    await finishRestores(dataDir)
    expect(await wordsIn(dataDir), `after ${killedAfter} steps`).toEqual(['new', 'new', 'new'])
    expect(await wordsIn(path.join(dataDir, 'replaced-x')), `after ${killedAfter} steps`).toEqual([
      'old',
      'old',
      'old',
    ])
    expect((await readdir(dataDir)).filter((name) => name.startsWith('.'))).toEqual([])
  }
})

test('what a restore left that was killed before it was whole is removed, and the installation is untouched', async () => {
  const dataDir = await newDataDir()
  await fill(dataDir, 'old')
  await fill(path.join(dataDir, `.restoring-${DEAD}-abc`), 'new')
  await writeFile(path.join(dataDir, `.restoring-${DEAD}-abc`, 'complete.part'), 'replaced-x\n')
  await finishRestores(dataDir)
  expect(await wordsIn(dataDir)).toEqual(['old', 'old', 'old'])
  expect((await readdir(dataDir)).filter((name) => name.startsWith('.'))).toEqual([])
})

test('a folder counts as empty until something of an installation is in it', async () => {
  const dataDir = await newDataDir()
  expect(await installationIn(path.join(dataDir, 'missing'))).toEqual([])
  await mkdir(path.join(dataDir, 'attachments'))
  await writeFile(path.join(dataDir, 'postgres.log'), 'noise')
  expect(await installationIn(dataDir)).toEqual([])
  await writeFile(path.join(dataDir, 'secret'), 'x')
  expect(await installationIn(dataDir)).toEqual(['secret'])
})
