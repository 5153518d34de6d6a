import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { SMALL_YOUNG_HEAP } from '#server/platform/lifecycle/node-options.ts'

const dockerfile = await readFile('Dockerfile', 'utf8')
const ignored = await readFile('.dockerignore', 'utf8')
const compose = await readFile('compose.yml', 'utf8')
const workflow = await readFile('.github/workflows/ci.yml', 'utf8')

/** The block of one service of the compose file, by its indentation. */
function service(name: string): string {
  return new RegExp(`^  ${name}:\\n((?:    .*\\n|\\n)*)`, 'm').exec(compose)?.[1] ?? ''
}

test('the image stands on Debian slim, runs as nobody in particular and never on musl', () => {
  expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:24-\w+-slim$/m)
  expect(dockerfile.replaceAll(/^#.*$/gm, '')).not.toMatch(/alpine/i)
  const users = [...dockerfile.matchAll(/^USER (\w+)$/gm)].map(([, user]) => user)
  expect(users).toEqual(['node'])
})

test('what the image takes from the checkout exists and is let through', () => {
  const taken = [...dockerfile.matchAll(/^COPY --from=build (.+) \S+$/gm)].flatMap(([, paths = '']) =>
    paths.split(' ').map((path) => path.replace('/app/', '')),
  )
  expect(taken).toContain('server')
  const made = ['node_modules', '.next']
  for (const name of taken.filter((path) => !made.includes(path))) {
    expect(existsSync(name), name).toBe(true)
    expect(ignored.split('\n'), name).toContain(`!${name}`)
  }
})

test('the build context holds neither tests nor anything that was made outside', () => {
  const lines = ignored.split('\n')
  expect(lines[1]).toBe('*')
  for (const line of ['**/*.test.ts', '**/*.test.tsx', 'server/testing', 'prisma/generated'])
    expect(lines).toContain(line)
})

test('every entry that compose starts exists, web, collab and worker twice', () => {
  const commands = [...compose.matchAll(/command: \[node, (?:--[\w=-]+, )*(\S+)\]/g)].map(
    ([, file = '']) => file,
  )
  expect(commands).toHaveLength(4)
  for (const file of commands) expect(existsSync(file), file).toBe(true)
  for (const name of ['web', 'collab', 'worker']) expect(service(name), name).toMatch(/replicas: 2/)
})

test('compose gives the collaboration process the heap that the supervisor gives it', () => {
  expect(compose).toContain(`command: [node, ${SMALL_YOUNG_HEAP.join(', ')}, server/entry/collab.ts]`)
})

test('compose demands a secret, and nothing serves before the migrations are applied', () => {
  expect(compose).toMatch(/WEFT_SECRET: \$\{WEFT_SECRET:\?/)
  expect(compose).toMatch(/migrate:\n\s+condition: service_completed_successfully/)
})

test('every action is pinned by the hash of a commit, with its version beside it', () => {
  const uses = [...workflow.matchAll(/uses: (.*)$/gm)].map(([, action]) => action)
  expect(uses.length).toBeGreaterThan(4)
  for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test('the workflow may read and nothing else, and proves which Node it ran on', () => {
  expect(workflow).toMatch(/^permissions:\n {2}contents: read$/m)
  expect(workflow).not.toMatch(/: write\b/)
  expect(workflow).toMatch(/process\.version[\s\S]*= v26/)
})
