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
  ...['proxy.ts', 'instrumentation.ts', 'next.config.ts', 'postcss.config.mjs', 'tsconfig.json'],
  ...['package.json', 'package-lock.json'],
]
const API_DESCRIPTION = 'server/http/openapi/generated/openapi.json'
const NOT_BUILT = /\.(test|spec)\.tsx?$|\.md$|^server\/testing\/|^server\/http\/openapi\/generated\//

refuseUnsupported()
process.chdir(root)
const unlock = await lock()
try {
  await bringUpToDate()
} finally {
  unlock()
}

async function bringUpToDate() {
  const lockHash = hashOf(['package.json', 'package-lock.json', '.npmrc'])
  const installed = existsSync('node_modules/.package-lock.json') && readStamp('installed') === lockHash
  if (!installed) {
    await step('Installing packages', install)
    // A fallback to `npm install` may have changed the lock.
    writeStamp('installed', hashOf(['package.json', 'package-lock.json', '.npmrc']))
  }
  refuseOldNode()
  const schemaHash = hashOf(['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'])
  if (readStamp('generated') !== schemaHash || !existsSync('prisma/generated/client.ts')) {
    await step('Generating the database client', () => run('prisma', ['generate']))
    writeStamp('generated', schemaHash)
  }
  const apiHash = hashOf(['app/api', 'server', 'package.json'])
  if (readStamp('described') !== apiHash || !existsSync(API_DESCRIPTION)) {
    await step('Describing the API', () => run('node', ['scripts/write-openapi.ts']))
    writeStamp('described', apiHash)
  }
  if (mode === 'dev') return
  const buildHash = hashOf(BUILD_INPUTS)
  if (readStamp('built') !== buildHash || !existsSync('.next/BUILD_ID')) {
    rmSync(path.join(stamps, 'built'), { force: true })
    await step('Building the pages', () => run('next', ['build']))
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

async function step(title, work) {
  const start = Date.now()
  process.stdout.write(`${title} ...`)
  try {
    await work()
  } catch (error) {
    console.log('')
    console.error(error.message)
    unlock()
    process.exit(1)
  }
  console.log(` ${((Date.now() - start) / 1000).toFixed(1)} s`)
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

/** One at a time: `npm start` and `npm test` side by side would install into the same folder. */
async function lock() {
  mkdirSync(stamps, { recursive: true })
  const file = path.join(stamps, 'lock')
  let told = false
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isAbandoned(file)) {
      rmSync(file, { force: true })
      continue
    }
    if (!told) console.log('Waiting for another start of Weft that prepares this folder ...')
    told = true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function isAbandoned(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    // Just made and not yet written: not abandoned, unless it stays so.
    if (!pid) return Date.now() - statSync(file).mtimeMs > 5000
    if (pid === process.pid) return true
    process.kill(pid, 0)
    // In a restarted container the number may be another program's by now.
    const command = `/proc/${pid}/cmdline`
    return existsSync(command) && !readFileSync(command, 'utf8').includes('bootstrap.mjs')
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
