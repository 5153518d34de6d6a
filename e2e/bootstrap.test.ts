import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { waitUntil } from './torture/writer.ts'

// A checkout in miniature: the real bootstrap.mjs and the real npm, with a package of its own in the place of Prisma, Next and
// Node, which takes its time and leaves half of its output when it is killed.
const TOOL = `#!/usr/bin/env node
const { appendFileSync, mkdirSync, rmSync, writeFileSync } = require('node:fs')
const name = require('node:path').basename(process.argv[1])
appendFileSync('ran.txt', name + ' ' + process.pid + '\\n')
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
if (name === 'prisma') {
  mkdirSync('prisma/generated', { recursive: true })
  writeFileSync('prisma/generated/client.ts', '')
}
if (name === 'next') {
  rmSync('.next', { recursive: true, force: true })
  mkdirSync('.next/server', { recursive: true })
  writeFileSync('.next/BUILD_ID', 'half')
  wait(Number(process.env.BUILD_MS ?? 0))
  mkdirSync('.next/static')
  for (const file of ['routes-manifest.json', 'required-server-files.json']) writeFileSync('.next/' + file, '{}')
  writeFileSync('.next/whole', '')
}
`

let root: string

const DESCRIBE = `const { mkdirSync, writeFileSync } = await import('node:fs')
mkdirSync('server/http/openapi/generated', { recursive: true })
writeFileSync('server/http/openapi/generated/openapi.json', '{}')
`

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'weft-bootstrap-'))
  for (const folder of ['scripts', 'tools', 'prisma']) await mkdir(path.join(root, folder))
  await cp('scripts/bootstrap.mjs', path.join(root, 'scripts/bootstrap.mjs'))
  await writeFile(path.join(root, 'scripts/write-openapi.ts'), DESCRIBE)
  await writeFile(path.join(root, 'tools/tool.cjs'), TOOL, { mode: 0o755 })
  await writeFile(path.join(root, 'tools/node.sh'), `#!/bin/sh\nexec ${process.execPath} "$@"\n`, {
    mode: 0o755,
  })
  const bin = { prisma: 'tool.cjs', next: 'tool.cjs', node: 'node.sh' }
  await writeFile(
    path.join(root, 'tools/package.json'),
    JSON.stringify({ name: 'tools', version: '1.0.0', bin }),
  )
  await writeFile(
    path.join(root, 'package.json'),
    JSON.stringify({ name: 'miniature', version: '1.0.0', dependencies: { tools: 'file:./tools' } }),
  )
  const lock = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', '--offline']
  expect((await run('npm', lock).ending).code).toBe(0)
})

afterEach(() => rm(root, { recursive: true, force: true }))

type Run = {
  pid: number
  kill: () => void
  ending: Promise<{ code: number | null; stdout: string; stderr: string }>
}

function run(program: string, args: string[], environment: Record<string, string> = {}, uid?: number): Run {
  const child = spawn(program, args, {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: root, NODE_ENV: 'test', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  // Not 'close': a program that a killed bootstrap left holds the pipes open.
  const ending = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once('exit', (code) => setImmediate(() => resolve({ code, stdout, stderr }))),
  )
  return { pid: child.pid ?? 0, kill: () => child.kill('SIGKILL'), ending }
}

function bootstrap(environment: Record<string, string> = {}, uid?: number): Run {
  return run(process.execPath, ['scripts/bootstrap.mjs', 'start'], environment, uid)
}

/** What the tools did so far, as lines of name and pid. */
async function ran(): Promise<string[]> {
  const text = await readFile(path.join(root, 'ran.txt'), 'utf8').catch(() => '')
  return text.split('\n').filter(Boolean)
}

const timesOf = async (tool: string) => (await ran()).filter((line) => line.startsWith(tool)).length
const isAlive = (pid: number) => existsSync(`/proc/${pid}/exe`)

test('what is up to date is not done again, and what was taken away is', async () => {
  expect((await bootstrap().ending).code).toBe(0)
  expect(await bootstrap().ending).toMatchObject({ code: 0, stdout: '', stderr: '' })
  expect(await timesOf('next')).toBe(1)

  await rm(path.join(root, '.next/server'), { recursive: true })
  expect((await bootstrap().ending).stdout).toMatch(/^Building the pages \.\.\./)
  expect(existsSync(path.join(root, '.next/whole'))).toBe(true)

  await rm(path.join(root, 'node_modules/tools'))
  expect((await bootstrap().ending).stdout).toMatch(/^Installing packages \.\.\./)

  await truncate(path.join(root, 'node_modules/.package-lock.json'), 10)
  expect((await bootstrap().ending).stdout).toMatch(/^Installing packages \.\.\./)
})

test('a build that was killed with its start is ended and done again, though its half looks whole', async () => {
  expect((await bootstrap().ending).code).toBe(0)
  await writeFile(
    path.join(root, 'package.json'),
    `${await readFile(path.join(root, 'package.json'), 'utf8')}\n`,
  )
  const killed = bootstrap({ BUILD_MS: '60000' })
  await waitUntil(async () => (await timesOf('next')) === 2, 30_000, 'the second build')
  killed.kill()
  await killed.ending
  const orphan = Number((await ran()).at(-1)?.split(' ')[1])
  expect(isAlive(orphan)).toBe(true)

  const { code, stdout } = await bootstrap().ending
  expect(code).toBe(0)
  expect(stdout).toMatch(/Building the pages/)
  expect(isAlive(orphan)).toBe(false)
  expect(existsSync(path.join(root, '.next/whole'))).toBe(true)
}, 60_000)

test('of two starts at once one prepares the folder and the other waits for it', async () => {
  const both = await Promise.all([bootstrap({ BUILD_MS: '500' }).ending, bootstrap().ending])
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  expect(await timesOf('next')).toBe(1)
  expect(both.filter(({ stdout }) => /^Waiting for another start/m.test(stdout))).toHaveLength(1)
})

test('a step that fails says why in one sentence and is tried again', async () => {
  await writeFile(
    path.join(root, 'tools/tool.cjs'),
    `#!/usr/bin/env node\nthrow new Error('ENOSPC: no space left')`,
  )
  const failed = await bootstrap().ending
  expect(failed).toMatchObject({ code: 1 })
  expect(failed.stderr.trim()).toBe(
    'Generating the database client failed: the disk is full: make room and start again. All of it is in .bootstrap/generated.log.',
  )
  expect(await readFile(path.join(root, '.bootstrap/generated.log'), 'utf8')).toContain('at Object')
  await writeFile(path.join(root, 'tools/tool.cjs'), TOOL)
  expect((await bootstrap().ending).code).toBe(0)
})

test('a Node that is too old is named before anything is done', async () => {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '16.20.2' } })`
  const file = path.join(root, 'old.mjs')
  await writeFile(file, old)
  const { code, stderr } = await run(process.execPath, ['--import', file, 'scripts/bootstrap.mjs', 'start'])
    .ending
  expect(code).toBe(1)
  expect(stderr.trim()).toBe('Weft needs Node 18 or newer to start; this is Node 16.20.2.')
  expect(await readdir(root)).not.toContain('node_modules')
})

test.runIf(process.getuid?.() === 0)(
  'a folder that may not be written to is no obstacle once it is prepared, and is named before',
  async () => {
    await chmod(root, 0o755)
    const refused = await bootstrap({}, 65_534).ending
    expect(refused.code).toBe(1)
    expect(refused.stderr.trim()).toMatch(
      /Weft may not write to .*: give it the right to, or start as the user who owns/,
    )
    expect(refused.stderr.trim().split('\n')).toHaveLength(1)
    expect((await bootstrap().ending).code).toBe(0)
    expect(await bootstrap({}, 65_534).ending).toMatchObject({ code: 0, stderr: '' })
  },
)
