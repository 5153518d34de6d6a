// Makes the checkout ready for `npm start`, `npm run dev` and `npm test`: installs, generates and builds what is out of date.
// Plain JavaScript on built-ins, because it runs before anything is installed, on whatever Node the machine has.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST_NODE = 18
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const stamps = path.join(root, '.bootstrap')
const mode = process.argv[2] ?? 'start'

// What `next build` reads. Tests and documents are left out below.
const BUILD_INPUTS = [
  ...['app', 'components', 'server', 'public', 'prisma/schema.prisma', 'prisma/migrations'],
  ...['proxy.ts', 'instrumentation-client.ts', 'next.config.ts', 'postcss.config.mjs', 'tsconfig.json'],
  ...['package.json', 'package-lock.json'],
]
const API_DESCRIPTION = 'server/http/openapi/generated/openapi.json'
// What `next start` cannot do without; a build that was cut off, or a folder that was half removed, lacks one of them.
const BUILD_OUTPUTS = ['BUILD_ID', 'routes-manifest.json', 'required-server-files.json', 'server', 'static']
const NOT_BUILT = /\.(test|spec)\.tsx?$|\.md$|^server\/testing\/|^server\/http\/openapi\/generated\//

refuseUnsupported()
process.chdir(root)
const unlock = await lock()
try {
  await bringUpToDate()
} catch (error) {
  unlock()
  refuse(`This folder could not be prepared: ${reasonOf(error)}.`)
}
unlock()

async function bringUpToDate() {
  const lockHash = hashOf(['package.json', 'package-lock.json', '.npmrc'])
  if (readStamp('installed') !== lockHash || !packagesAreWhole()) {
    await step('installed', 'Installing packages', install)
    // A fallback to `npm install` may have changed the lock.
    writeStamp('installed', hashOf(['package.json', 'package-lock.json', '.npmrc']))
  }
  refuseOldNode()
  const schemaHash = hashOf(['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'])
  if (readStamp('generated') !== schemaHash || !existsSync('prisma/generated/client.ts')) {
    await step('generated', 'Generating the database client', () => run('prisma', ['generate']))
    writeStamp('generated', schemaHash)
  }
  const apiHash = hashOf(['app/api', 'server', 'package.json'])
  if (readStamp('described') !== apiHash || !existsSync(API_DESCRIPTION)) {
    await step('described', 'Describing the API', () => run('node', ['scripts/write-openapi.ts']))
    writeStamp('described', apiHash)
  }
  if (mode === 'dev') return
  const buildHash = hashOf(BUILD_INPUTS)
  if (readStamp('built') !== buildHash || !BUILD_OUTPUTS.every((file) => existsSync(`.next/${file}`))) {
    await step('built', 'Building the pages', () => run('next', ['build']))
    writeStamp('built', buildHash)
  }
}

async function install() {
  try {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
  } catch {
    // `npm ci` refuses a lock whose platform packages this registry does not serve; `npm install` accepts it.
    console.log('  npm ci refused the lock; trying npm install')
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'])
  }
}

/** Runs a program with our own node_modules/.bin first in PATH, which is where Node 24 is; its output is shown on failure. */
function run(program, args) {
  const own = path.join(root, 'node_modules/.bin')
  const inherited = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== own)
  // npm removes node_modules while it installs, so it must not run on the Node that lies in there.
  const folders = program === 'npm' ? inherited : [own, ...inherited]
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: {
        ...process.env,
        PATH: folders.join(path.delimiter),
        NEXT_TELEMETRY_DISABLED: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        // The tools decide by themselves; a NODE_ENV from outside would leave out what the build needs.
        NODE_ENV: program === 'next' ? 'production' : '',
        npm_config_update_notifier: 'false',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    noteChild(child.pid)
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) return resolve()
      reject(new Error(`${program} ${args.join(' ')} failed:\n${Buffer.concat(output).toString().trim()}`))
    })
  })
}

/** One step, whose stamp is gone from its beginning to its good end, so that a killed one is done again. */
async function step(stamp, title, work) {
  const start = Date.now()
  process.stdout.write(`${title} ...`)
  const log = path.join(stamps, `${stamp}.log`)
  try {
    rmSync(path.join(stamps, stamp), { force: true })
    await work()
  } catch (error) {
    console.log('')
    try {
      writeFileSync(log, `${error.message}\n`)
    } catch {
      // On a full disk there is no room for the log either; the sentence says so.
    }
    unlock()
    refuse(`${title} failed: ${reasonOf(error)}. All of it is in ${path.relative(root, log)}.`)
  }
  console.log(` ${((Date.now() - start) / 1000).toFixed(1)} s`)
}

/** Why a step failed and what to do, from what npm, Prisma or Next wrote. */
function reasonOf({ message }) {
  if (/ENOSPC|EDQUOT|no space left/i.test(message)) return 'the disk is full: make room and start again'
  if (/EROFS|EACCES|EPERM/.test(message))
    return `Weft may not write to ${root}: give it the right to, or start as the user who owns the folder`
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/.test(message))
    return 'the npm registry cannot be reached: check the network, or the registry and proxy of npm'
  if (/spawn npm ENOENT/.test(message)) return 'npm is missing: install it, it comes with Node'
  if (/spawn \S+ ENOENT/.test(message)) return 'node_modules is not whole: remove it and start again'
  const lines = message.split('\n').filter((line) => line.trim())
  return (
    lines.find((line, index) => index > 0 && /error/i.test(line)) ??
    lines[0] ??
    'for no reason given'
  ).trim()
}

/** True when every package that npm noted as installed is there: a folder may have been half removed. */
function packagesAreWhole() {
  try {
    const { packages } = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8'))
    const folders = Object.keys(packages).filter((folder) => folder !== '')
    return folders.every((folder) => existsSync(`${folder}/package.json`))
  } catch {
    // Missing, or cut off while it was written.
    return false
  }
}

/** SHA-256 over names and contents of files and folders; what does not exist counts as absent. */
function hashOf(inputs) {
  const hash = createHash('sha256').update(process.platform + process.arch)
  for (const input of inputs) {
    for (const file of filesOf(input)) hash.update(`\0${file}\0`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

function filesOf(input) {
  if (!existsSync(input)) return []
  if (!statSync(input).isDirectory()) return [input]
  return readdirSync(input, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesOf(`${input}/${entry.name}`))
    .filter((file) => !NOT_BUILT.test(file))
}

function readStamp(name) {
  const file = path.join(stamps, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function writeStamp(name, value) {
  mkdirSync(stamps, { recursive: true })
  writeFileSync(path.join(stamps, name), value)
}

/**
 * One at a time: `npm start` and `npm test` side by side would install into the same folder. A folder that may not be written
 * to needs no lock, and can be started when it is up to date.
 */
async function lock() {
  const file = path.join(stamps, 'lock')
  let told = false
  for (;;) {
    try {
      mkdirSync(stamps, { recursive: true })
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (error.code === 'EROFS' || error.code === 'EACCES' || error.code === 'EPERM') return () => {}
      if (error.code !== 'EEXIST') refuse(`This folder could not be prepared: ${reasonOf(error)}.`)
    }
    if (isAbandoned(file)) {
      await endOrphan(file)
      rmSync(file, { force: true })
      continue
    }
    if (!told) console.log('Waiting for another start of Weft that prepares this folder ...')
    told = true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Notes the program that runs for us in the lock, so that the next start can end it when we are killed. */
function noteChild(pid) {
  const file = path.join(stamps, 'lock')
  if (pid && existsSync(file)) writeFileSync(file, `${process.pid}\n${pid}\n`)
}

/** An npm or a build whose start was killed goes on by itself, in the folder that we are about to prepare: ends it. */
async function endOrphan(file) {
  const pid = Number(readFileSync(file, 'utf8').split('\n')[1])
  if (!pid || !/npm|prisma|next/.test(commandOf(pid))) return
  try {
    process.kill(pid, 'SIGKILL')
    while (commandOf(pid) !== '') await new Promise((resolve) => setTimeout(resolve, 50))
  } catch {
    // It ended by itself.
  }
}

/** The command line of a process; empty when it is gone, or where there is no /proc to ask. */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function isAbandoned(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    // Just made and not yet written: not abandoned, unless it stays so.
    if (!pid) return Date.now() - statSync(file).mtimeMs > 5000
    if (pid === process.pid) return true
    process.kill(pid, 0)
    // In a restarted container the number may be another program's by now.
    return existsSync('/proc/self/cmdline') && !commandOf(pid).includes('bootstrap.mjs')
  } catch (error) {
    // ENOENT: released while we looked; the next try takes it.
    return error.code === 'ESRCH'
  }
}

function refuseUnsupported() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < OLDEST_NODE)
    refuse(`Weft needs Node ${OLDEST_NODE} or newer to start; this is Node ${process.versions.node}.`)
  if (process.platform !== 'linux' && process.platform !== 'darwin')
    refuse('Weft runs on Linux and macOS. On Windows, start it inside WSL.')
}

/** Linux gets Node 24 with the packages; elsewhere, and on musl, it has to be there. */
function refuseOldNode() {
  const bundled = existsSync(path.join(root, 'node_modules/.bin/node'))
  if (bundled || Number(process.versions.node.split('.')[0]) >= 24) return
  refuse(
    `Weft runs on Node 24, which comes with its packages on Linux (x64, arm64) only. Install Node 24 here.`,
  )
}

function refuse(sentence) {
  console.error(sentence)
  process.exit(1)
}
