// What can be read from the lock and the tracked files: version floors, integrity, install scripts, secrets.
import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { z } from 'zod'

/** The oldest versions without a published hole that concerns us; a package that is not installed has no floor. */
const FLOORS: Record<string, string> = {
  next: '16.4.5',
  sharp: '0.35.5',
  'better-auth': '1.7.7',
  ws: '8.21.1',
  dompurify: '3.4.16',
  katex: '0.18.2',
  mermaid: '11.16.1',
  mammoth: '1.12.3',
  'prosemirror-view': '1.42.3',
  '@tiptap/core': '3.30.5',
  zod: '4.6.6',
}

// npm keeps what the package wrote: a list, or one word.
const Words = z.union([z.array(z.string()), z.string().transform((word) => [word])])
const Entry = z.object({
  version: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  optional: z.boolean().optional(),
  os: Words.optional(),
  cpu: Words.optional(),
  libc: Words.optional(),
  hasInstallScript: z.boolean().optional(),
})
type Entry = z.infer<typeof Entry>
const Lock = z.object({ packages: z.record(z.string(), Entry) })
const Manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) })

/** Characters that begin or surround what must never be committed, each with a sample that it has to find. */
const SECRETS: readonly (readonly [string, RegExp, string])[] = [
  [
    'a private key',
    /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/,
    ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' '),
  ],
  ['an AWS key', /\bAKIA[0-9A-Z]{16}\b/, `AKIA${'Q'.repeat(16)}`],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36}/, `ghp_${'a'.repeat(36)}`],
  ['a GitHub token', /\bgithub_pat_[A-Za-z0-9_]{50}/, `github_pat_${'a'.repeat(50)}`],
  ['a key of a model provider', /\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32}/, `sk-${'a'.repeat(32)}`],
  ['a Slack token', /\bxox[abpors]-[A-Za-z0-9-]{20}/, `xoxb-${'1'.repeat(20)}`],
  ['a Google key', /\bAIza[A-Za-z0-9_-]{35}/, `AIza${'a'.repeat(35)}`],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}/, `npm_${'a'.repeat(36)}`],
]
const LARGEST_TEXT = 2 * 1_048_576

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

function isOlder(version: string, floor: string): boolean {
  const numbers = (text: string) => text.split(/[.-]/).slice(0, 3).map(Number)
  const have = numbers(version)
  const differing = numbers(floor).findIndex((number, index) => number !== have[index])
  return differing >= 0 && (have[differing] ?? 0) < (numbers(floor)[differing] ?? 0)
}

function oldVersions(packages: Record<string, Entry>): string[] {
  return Object.entries(packages).flatMap(([place, { version = '' }]) => {
    const floor = FLOORS[nameOf(place)]
    return floor && isOlder(version, floor) ? [`${place} ${version} is older than ${floor}`] : []
  })
}

/**
 * Every package needs its hash. Exempt are the optional ones that scripts/complete-lock.ts adds for platforms which the
 * registry could not serve when the lock was written; none of them is ever installed on Linux with glibc (x64, arm64).
 */
function withoutIntegrity(packages: Record<string, Entry>): string[] {
  return Object.entries(packages)
    .filter(([place, entry]) => place && !entry.link && !entry.integrity && !isForeignPlatform(entry))
    .map(([place]) => `${place} has no integrity hash in the lock`)
}

function isForeignPlatform({ optional, os, cpu, libc }: Entry): boolean {
  const fits = (list: string[] | undefined, ours: string[]) =>
    !list || list.some((each) => ours.includes(each))
  return Boolean(optional) && !(fits(os, ['linux']) && fits(cpu, ['x64', 'arm64']) && fits(libc, ['glibc']))
}

/** No package's install script runs; each that has one is listed in package.json, so that a new one is noticed. */
function unlistedScripts(packages: Record<string, Entry>, allowed: Record<string, boolean>): string[] {
  const withScripts = Object.entries(packages).filter(([, entry]) => entry.hasInstallScript)
  return [
    ...withScripts
      .filter(([place]) => !(nameOf(place) in allowed))
      .map(([place]) => `${nameOf(place)} has an install script and is not in allowScripts of package.json`),
    ...Object.entries(allowed)
      .filter(([, allow]) => allow)
      .map(([name]) => `${name} may run its install script; nothing here needs one`),
  ]
}

async function secrets(): Promise<string[]> {
  const blind = SECRETS.filter(([, pattern, sample]) => !pattern.test(sample))
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], { maxBuffer: 64 * 1_048_576 })
  const files = stdout.split('\0').filter(Boolean)
  const found: string[] = []
  for (const file of files) {
    const size = await stat(file).then(
      (entry) => (entry.isFile() ? entry.size : undefined),
      // Tracked but removed in the working copy.
      () => undefined,
    )
    if (size === undefined || size > LARGEST_TEXT) continue
    const text = await readFile(file, 'utf8')
    for (const [what, pattern] of SECRETS) if (pattern.test(text)) found.push(`${file} seems to hold ${what}`)
  }
  console.log(`${files.length} tracked files searched for secrets`)
  return [...found, ...blind.map(([what]) => `the pattern for ${what} does not find its sample`)]
}

const { packages } = Lock.parse(JSON.parse(await readFile('package-lock.json', 'utf8')))
const { allowScripts } = Manifest.parse(JSON.parse(await readFile('package.json', 'utf8')))
console.log(`${Object.keys(packages).length} packages in the lock`)
const faults = [
  ...oldVersions(packages),
  ...withoutIntegrity(packages),
  ...unlistedScripts(packages, allowScripts),
  ...(await secrets()),
]
for (const fault of faults) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0
