// Adds to package-lock.json the optional platform packages (darwin, win32, …) that the registry in use could not serve when the lock was
// written: npm leaves them out, and `npm ci` then refuses the lock. Run after every `npm install` that changes the lock.
import { readFileSync, writeFileSync } from 'node:fs'

type Entry = {
  version?: string
  optional?: boolean
  dev?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}
const file = process.argv[2] ?? 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> }
const OS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'windows',
  'aix',
]
const CPU = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'mips64el', 'loong64']
const added: string[] = []
for (const [where, entry] of Object.entries(lock.packages)) {
  for (const [name, spec] of Object.entries(entry.optionalDependencies ?? {})) {
    let dir = where
    let found = false
    for (;;) {
      if (lock.packages[`${dir ? `${dir}/` : ''}node_modules/${name}`]) found = true
      if (!dir) break
      dir = dir.includes('/node_modules/') ? dir.slice(0, dir.lastIndexOf('/node_modules/')) : ''
    }
    if (found || !/^\d+\.\d+\.\d+/.test(spec)) continue
    const parts = name.split(/[/-]/)
    const os = parts.filter((p) => OS.includes(p)).map((p) => (p === 'windows' ? 'win32' : p))
    const cpu = parts.filter((p) => CPU.includes(p))
    const libc =
      parts.includes('musl') || parts.includes('linuxmusl')
        ? ['musl']
        : parts.includes('gnu')
          ? ['glibc']
          : []
    if (parts.includes('linuxmusl')) os.push('linux')
    if (!os.length && !cpu.length) continue
    lock.packages[`node_modules/${name}`] = {
      version: spec,
      ...(cpu.length && { cpu }),
      ...(entry.dev && { dev: true }),
      ...(libc.length && { libc }),
      optional: true,
      ...(os.length && { os }),
    }
    added.push(`${name}@${spec}`)
  }
}
const { '': root, ...rest } = lock.packages
lock.packages = {
  '': root ?? {},
  ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => a.localeCompare(b, 'en'))),
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`added ${added.length}: ${added.join(' ')}`)
