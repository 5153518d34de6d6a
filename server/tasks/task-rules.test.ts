import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

// docs/tasks.md and the tests name each other's rules; only files are read here.

const TITLE = /^\s*test(?:\.\w+)*\(\s*'(T\d+(?:, T\d+)*): /gm
const RULE = /^- \*\*(T\d+)\*\* (?:.|\n(?! ?\n|-|#))*/gm

/** The rules that the titles of each test file name. */
const named = new Map(
  globSync('server/tasks/**/*.test.ts').map((file) => {
    const titles = [...readFileSync(file, 'utf8').matchAll(TITLE)]
    return [path.relative('server/tasks', file), new Set(titles.flatMap(([, ids = '']) => ids.split(', ')))]
  }),
)

/** The rules of the document, each with the test files that it says hold it. */
const written = [...readFileSync('docs/tasks.md', 'utf8').matchAll(RULE)].map(([text, id = '']) => ({
  id,
  files: [...text.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, file = '']) => file),
}))

test('each rule of the task engine has one entry, and a test in every file that its entry names', () => {
  expect(written.length).toBeGreaterThanOrEqual(25)
  expect(new Set(written.map(({ id }) => id)).size).toBe(written.length)
  for (const { id, files } of written) {
    expect(files, `${id} names no test`).not.toEqual([])
    for (const file of files) expect(named.get(file)?.has(id), `${file} has no test of ${id}`).toBe(true)
  }
})

test('a test that names a rule is named by the entry of the rule', () => {
  for (const [file, ids] of named)
    for (const id of ids)
      expect(written.find((rule) => rule.id === id)?.files ?? [], `${id} of ${file}`).toContain(file)
})
