import { readFile } from 'node:fs/promises'
import { listTrackedFiles } from './tracked-files.ts'

/** A file of ours with what it holds. `kind` says which limits apply to it. */
export type HouseFile = { name: string; kind: 'source' | 'route' | 'test'; text: string; lines: number }

const SOURCE = /^(?:app|components|server|scripts|prisma|bench|e2e)\/.*\.(?:ts|tsx|mjs)$|^[^/]+\.(?:ts|mjs)$/
const TEST = /\.(?:test|spec)\.tsx?$|^e2e\/|^server\/testing\//
const ROUTE = /^app\/api\/.*route\.ts$/

/** Every tracked file of code. Tests are test files and what only they use: factories, fakes, harnesses. */
export async function readHouse(): Promise<HouseFile[]> {
  const names = (await listTrackedFiles()).filter((name) => SOURCE.test(name))
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(name, 'utf8')
      return { name, kind: kindOf(name), text, lines: text.split('\n').length - 1 }
    }),
  )
}

export function kindOf(name: string): HouseFile['kind'] {
  if (TEST.test(name)) return 'test'
  return ROUTE.test(name) ? 'route' : 'source'
}

/** The value below which the share `part` (0 to 1) of the numbers lies; 0 for none. */
export function percentile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

export function sumOfLines(files: readonly HouseFile[]): number {
  return files.reduce((sum, { lines }) => sum + lines, 0)
}
