import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'

const run = promisify(execFile)
const SCRIPT = path.resolve(import.meta.dirname, 'check-security.ts')
const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

type Entry = Record<string, unknown>
type Planted = {
  packages?: Record<string, Entry>
  allowScripts?: Record<string, boolean>
  files?: Record<string, string>
}
const whole: Entry = { version: '99.0.0', integrity: 'sha512-x' }

/** A checkout with what is planted in it; the faults that the check names there. */
async function check({ packages = {}, allowScripts = {}, files = {} }: Planted): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weft-security-'))
  folders.push(folder)
  await run('git', ['init', '-q'], { cwd: folder })
  const written = {
    'package-lock.json': JSON.stringify({ packages: { '': {}, ...packages } }),
    'package.json': JSON.stringify({ allowScripts }),
    ...files,
  }
  for (const [name, text] of Object.entries(written)) await writeFile(path.join(folder, name), text)
  await run('git', ['add', '.'], { cwd: folder })
  return await run(process.execPath, [SCRIPT], { cwd: folder }).then(
    () => [],
    (error: { stderr: string }) => error.stderr.trim().split('\n'),
  )
}

test('a checkout in order has no faults', async () => {
  expect(await check({ packages: { 'node_modules/a': whole, 'node_modules/b': { link: true } } })).toEqual([])
})

test('an old version of a risky package is named wherever it is nested, and the floor itself passes', async () => {
  expect(
    await check({
      packages: {
        'node_modules/ws': { ...whole, version: '8.21.1' },
        'node_modules/a/node_modules/ws': { ...whole, version: '8.9.9' },
        'node_modules/@tiptap/core': { ...whole, version: '3.30.4' },
        'node_modules/next': { ...whole, version: '16.10.0' },
        'node_modules/my-ws': { ...whole, version: '0.0.1' },
      },
    }),
  ).toEqual([
    'node_modules/a/node_modules/ws 8.9.9 is older than 8.21.1',
    'node_modules/@tiptap/core 3.30.4 is older than 3.30.5',
  ])
})

test('a package without its hash is named, unless no machine that Weft runs on installs it', async () => {
  const bare = { version: '1.0.0' }
  expect(
    await check({
      packages: {
        'node_modules/bare': bare,
        'node_modules/for-mac': { ...bare, optional: true, os: ['darwin'] },
        'node_modules/for-musl': { ...bare, optional: true, os: ['linux'], libc: 'musl' },
        'node_modules/for-us': { ...bare, optional: true, os: ['linux'], cpu: ['x64'] },
        'node_modules/needed-on-mac': { ...bare, os: ['darwin'] },
      },
    }),
  ).toEqual([
    'node_modules/bare has no integrity hash in the lock',
    'node_modules/for-us has no integrity hash in the lock',
    'node_modules/needed-on-mac has no integrity hash in the lock',
  ])
})

test('an install script that nobody has listed is named, and so is one that may run', async () => {
  const scripted = { ...whole, hasInstallScript: true }
  expect(
    await check({
      packages: { 'node_modules/known': scripted, 'node_modules/new': scripted },
      allowScripts: { known: false, trusted: true },
    }),
  ).toEqual([
    'new has an install script and is not in allowScripts of package.json',
    'trusted may run its install script; nothing here needs one',
  ])
})

test.each([
  ['a private key', ['-----BEGIN', 'PRIVATE KEY-----'].join(' ')],
  ['a GitHub token', `x=gho_${'b'.repeat(36)};`],
  ['a key of a model provider', `"sk-ant-${'c'.repeat(40)}"`],
  ['an npm token', `npm_${'d'.repeat(36)}`],
])('%s in a tracked file is named by its file and not repeated', async (what, text) => {
  expect(await check({ files: { 'notes.md': `some words\n${text}\n` } })).toEqual([
    `notes.md seems to hold ${what}`,
  ])
})
