import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

// What is drawn smaller inside a target that is large enough.
const DRAWN_INSIDE = ['components/admin/data-table.tsx: pointer-coarse:size-5']

test('what is pressed is at least 40 px high under a finger', () => {
  const small = readdirSync('components', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx') && !file.endsWith('.test.tsx'))
    .map((file) => path.join('components', file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/pointer-coarse:(?:h|min-h|size)-(\d+)\b/g)]
        // Tailwind counts in quarters of 16 px.
        .filter(([, quarters]) => Number(quarters) < 10)
        .map(([words]) => `${file}: ${words}`),
    )
  expect(small).toEqual(DRAWN_INSIDE)
})
