import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const folder = await mkdtemp(path.join(tmpdir(), 'weft-lock-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const SCRIPT = path.resolve(import.meta.dirname, 'complete-lock.ts')

type Packages = Record<string, Record<string, unknown>>

async function complete(packages: Packages): Promise<Packages> {
  const file = path.join(folder, 'package-lock.json')
  await writeFile(file, JSON.stringify({ lockfileVersion: 3, packages }))
  await promisify(execFile)(process.execPath, [SCRIPT, file])
  const lock: { packages: Packages; lockfileVersion: number } = JSON.parse(await readFile(file, 'utf8'))
  expect(lock.lockfileVersion).toBe(3)
  return lock.packages
}

test('platform packages that are missing come in with the platform that their names tell', async () => {
  const packages = await complete({
    '': { name: 'weft' },
    'node_modules/tool': {
      dev: true,
      optionalDependencies: {
        '@tool/linux-x64': '1.2.3',
        '@tool/darwin-arm64': '1.2.3',
        '@tool/linuxmusl-x64': '1.2.3',
        '@tool/linux-x64-gnu': '1.2.3',
        '@tool/windows-x64': '1.2.3',
        'some-extra': '1.2.3',
        '@tool/freebsd-x64': '^1.0.0',
      },
    },
    'node_modules/@tool/linux-x64': { version: '1.2.3', integrity: 'sha512-kept' },
  })
  expect(packages['node_modules/@tool/linux-x64']).toEqual({ version: '1.2.3', integrity: 'sha512-kept' })
  expect(packages['node_modules/@tool/darwin-arm64']).toEqual({
    ...{ version: '1.2.3', dev: true, optional: true },
    ...{ os: ['darwin'], cpu: ['arm64'] },
  })
  expect(packages['node_modules/@tool/linuxmusl-x64']).toMatchObject({ os: ['linux'], libc: ['musl'] })
  expect(packages['node_modules/@tool/linux-x64-gnu']).toMatchObject({ os: ['linux'], libc: ['glibc'] })
  expect(packages['node_modules/@tool/windows-x64']).toMatchObject({ os: ['win32'] })
  // What no name tells, and what is no exact version, is for npm alone to add.
  expect(packages).not.toHaveProperty('node_modules/some-extra')
  expect(packages).not.toHaveProperty('node_modules/@tool/freebsd-x64')
})

test('one that lies beside its package, or above it, is there already; the root stays first and the rest in order', async () => {
  const given = {
    '': { name: 'weft' },
    'node_modules/a': {},
    'node_modules/a/node_modules/b': {
      optionalDependencies: { '@x/darwin-x64': '1.0.0', '@y/darwin-x64': '1.0.0' },
    },
    'node_modules/a/node_modules/@x/darwin-x64': { version: '1.0.0' },
    'node_modules/@y/darwin-x64': { version: '1.0.0' },
  }
  const packages = await complete(given)
  expect(Object.keys(packages)).toHaveLength(5)
  expect(Object.keys(packages)[0]).toBe('')
  const names = Object.keys(packages).slice(1)
  expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')))
  expect(await complete(packages)).toEqual(packages)
})
