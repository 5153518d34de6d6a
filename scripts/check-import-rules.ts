// The rules of who may import whom, and the proof that they work: a checker that reads no module is green too.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

const CONFIG = '.dependency-cruiser.mjs'
const FOLDERS = ['app', 'components', 'server', 'e2e', 'scripts']
// The checker's own rule for cycles between folders cannot leave tests out, whose factories know every module.
const MODULE_CYCLE = 'no-module-cycles'
const TEST_CODE = /\.test\.tsx?$|^server\/testing\//
const SOURCE = /\.(ts|tsx|mts|mjs)$/

const Report = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
  modules: z.array(
    z.object({ source: z.string(), dependencies: z.array(z.object({ resolved: z.string() })).default([]) }),
  ),
})
type Report = z.infer<typeof Report>

const Rules = z.object({ forbidden: z.array(z.object({ name: z.string() })) })

/**
 * Small files that break one rule each; every rule of the configuration must have one here. RULE in a path becomes the
 * rule's own name, so that a canary is judged by its own files though all are planted together.
 */
const CANARIES: Record<string, Record<string, string>> = {
  'no-cycles': {
    'server/platform/RULE-a.ts': "import '#server/platform/RULE-b.ts'",
    'server/platform/RULE-b.ts': "import '#server/platform/RULE-a.ts'",
  },
  [MODULE_CYCLE]: {
    'server/apples-RULE/one.ts': "import '#server/pears-RULE/one.ts'",
    'server/apples-RULE/two.ts': 'export const two = 2',
    'server/pears-RULE/one.ts': 'export const one = 1',
    'server/pears-RULE/two.ts': "import '#server/apples-RULE/two.ts'",
  },
  'contracts-import-nothing': { 'server/contracts/RULE.ts': "import 'yjs'" },
  'contracts-stay-isomorphic': { 'server/contracts/RULE.ts': "import 'node:fs'" },
  'document-model-stays-isomorphic': { 'server/document-model/RULE.ts': "import 'pg'" },
  'document-model-needs-no-node': { 'server/document-model/RULE.ts': "import 'node:crypto'" },
  'platform-is-the-floor': {
    'server/platform/RULE.ts': "import '#server/apples-RULE/one.ts'",
    'server/apples-RULE/one.ts': 'export const one = 1',
  },
  'domain-knows-no-delivery': { 'server/apples-RULE/RULE.ts': "import 'next/headers'" },
  'internal-is-private-between-modules': {
    'server/apples-RULE/RULE.ts': "import '#server/pears-RULE/internal/core.ts'",
    'server/pears-RULE/internal/core.ts': 'export const core = 1',
  },
  'internal-is-private-to-server': {
    'app/RULE.ts': "import '#server/pears-RULE/internal/core.ts'",
    'server/pears-RULE/internal/core.ts': 'export const core = 1',
  },
  'ui-sees-only-what-browsers-may': {
    'components/editor/RULE.ts': "import '#server/pears-RULE/one.ts'",
    'server/pears-RULE/one.ts': 'export const one = 1',
  },
  'ui-primitives-are-leaves': {
    'components/ui/RULE.ts': "import '#components/editor/one-RULE.ts'",
    'components/editor/one-RULE.ts': 'export const one = 1',
  },
  'hooks-carry-no-components': {
    'components/hooks/RULE.ts': "import '#components/editor/one-RULE.ts'",
    'components/editor/one-RULE.ts': 'export const one = 1',
  },
  'routes-never-touch-platform': {
    'app/RULE.ts': "import '#server/platform/one-RULE.ts'",
    'server/platform/one-RULE.ts': 'export const one = 1',
  },
  'only-delivery-imports-http': {
    'server/apples-RULE/RULE.ts': "import '#server/http/one-RULE.ts'",
    'server/http/one-RULE.ts': 'export const one = 1',
  },
  'nobody-imports-an-entry': {
    'server/apples-RULE/RULE.ts': "import '#server/entry/one-RULE.ts'",
    'server/entry/one-RULE.ts': 'export const one = 1',
  },
  'test-code-stays-in-tests': {
    'server/apples-RULE/RULE.ts': "import '#server/testing/one-RULE.ts'",
    'server/testing/one-RULE.ts': 'export const one = 1',
  },
  'e2e-is-a-black-box': {
    'e2e/RULE.spec.ts': "import '#components/ui/one-RULE.ts'",
    'components/ui/one-RULE.ts': 'export const one = 1',
  },
  'no-orphans': { 'server/apples-RULE/RULE.ts': 'export const alone = 1' },
  'no-unresolvable': { 'server/apples-RULE/RULE.ts': "import '#server/apples-RULE/nowhere.ts'" },
  'declared-deps-only': { 'server/apples-RULE/RULE.ts': "import 'acorn'" },
}

async function cruise(root: string): Promise<Report> {
  const program = path.resolve('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const folders = (await readdir(root)).filter((name) => FOLDERS.includes(name))
  // Exits with the number of violations; the report tells them.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, '--config', CONFIG, '--output-type', 'json', ...folders],
    { cwd: root, maxBuffer: 256 * 1_048_576 },
  ).catch((error: unknown) => {
    if (error instanceof Error && 'stdout' in error && String(error.stdout).startsWith('{'))
      return { stdout: String(error.stdout) }
    throw error
  })
  return Report.parse(JSON.parse(stdout))
}

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** Cycles between the folders of server/, as "a -> b -> a". */
function moduleCycles({ modules }: Report): string[] {
  const folderOf = (file: string) => (TEST_CODE.test(file) ? undefined : /^server\/[^/]+/.exec(file)?.[0])
  const edges = new Map<string, Set<string>>()
  for (const { source, dependencies } of modules) {
    const from = folderOf(source)
    for (const { resolved } of dependencies) {
      const to = folderOf(resolved)
      if (from && to && from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to))
    }
  }
  const reaches = (from: string, goal: string, path: string[]): string[] | undefined => {
    for (const next of edges.get(from) ?? []) {
      if (next === goal) return [...path, from, goal]
      const found = path.includes(next) ? undefined : reaches(next, goal, [...path, from])
      if (found) return found
    }
    return undefined
  }
  return [...edges.keys()].flatMap((folder) => reaches(folder, folder, [])?.join(' -> ') ?? [])
}

async function checkProject(): Promise<string[]> {
  const report = await cruise(process.cwd())
  const { summary, modules } = report
  const read = new Set(modules.map((each) => each.source))
  const missed = (await Promise.all(FOLDERS.map(sourceFiles))).flat().filter((file) => !read.has(file))
  console.log(`read ${read.size} modules`)
  return [
    ...summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`),
    ...moduleCycles(report).map((cycle) => `${MODULE_CYCLE}: ${cycle}`),
    ...missed.map((file) => `not read by the checker: ${file}`),
  ]
}

async function checkCanaries(rules: readonly string[]): Promise<string[]> {
  const root = await mkdtemp(path.join(tmpdir(), 'weft-canary-'))
  try {
    for (const name of [CONFIG, 'package.json', 'tsconfig.json']) await cp(name, path.join(root, name))
    await symlink(path.resolve('node_modules'), path.join(root, 'node_modules'))
    for (const [rule, files] of Object.entries(CANARIES)) {
      for (const [file, text] of Object.entries(files)) {
        const target = path.join(root, file.replaceAll('RULE', rule))
        await mkdir(path.dirname(target), { recursive: true })
        await writeFile(target, `${text.replaceAll('RULE', rule)}\nexport {}\n`)
      }
    }
    const report = await cruise(root)
    const cycles = moduleCycles(report).map((from) => ({ from, rule: { name: MODULE_CYCLE } }))
    const violations = [...report.summary.violations, ...cycles]
    return rules.flatMap((rule) => {
      if (!CANARIES[rule]) return [`the rule ${rule} has no canary`]
      const refused = violations.some((found) => found.rule.name === rule && found.from.includes(rule))
      return refused ? [] : [`the rule ${rule} refuses nothing: its canary passed`]
    })
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

const configured = Rules.parse((await import(path.resolve(CONFIG))).default).forbidden
const rules = [...configured.map((rule) => rule.name), MODULE_CYCLE]
const stale = Object.keys(CANARIES).filter((name) => !rules.includes(name))
const faults = [...(await checkProject()), ...stale.map((name) => `the canary ${name} has no rule`)]
faults.push(...(await checkCanaries(rules)))
console.log(`${rules.length} rules, each with a planted violation`)
for (const fault of faults) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0
