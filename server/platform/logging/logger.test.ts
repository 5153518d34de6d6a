import { beforeEach, expect, test } from 'vitest'
import { addLogFields, currentLogFields, withLogFields } from './log-context.ts'
import { loggablePath } from './loggable-path.ts'
import { createLogger, type Logger } from './logger.ts'

const CANARY = 'canary-4711'
let lines: string[] = []
beforeEach(() => {
  lines = []
})

/** The lines that the work logs, as a reader of the output sees them. */
function logged(work: (log: Logger) => void): Record<string, unknown>[] {
  work(createLogger('test', 'debug', { write: (line) => void lines.push(line) }))
  return lines.map((line): Record<string, unknown> => JSON.parse(line))
}

test.each([
  ['at the top', { password: CANARY }],
  ['one level down', { user: { token: CANARY } }],
  ['in the headers of a request', { req: { headers: { authorization: CANARY, cookie: CANARY } } }],
  ['four levels down', { a: { b: { c: { d: { secret: CANARY } } } } }],
  ['in a list', { providers: [{ name: 'x', apiKey: CANARY }] }],
  ['with other capitals', { Authorization: CANARY, APIKEY: CANARY, Set: { Cookie: CANARY } }],
  ['as a list', { cookie: [CANARY, CANARY] }],
  ['as an object', { secret: { inner: CANARY } }],
  ['as a number', { password: 4711 }],
  ['with quotation marks inside', { token: `"${CANARY}"\\"x` }],
  ['in an error', { error: Object.assign(new Error('x'), { token: CANARY, options: { key: CANARY } }) }],
  [
    'in the cause of an error',
    {
      error: new Error('x', {
        cause: Object.assign(new Error('y'), { config: { auth: { password: CANARY } } }),
      }),
    },
  ],
])('a secret %s reaches no line', (_, fields) => {
  const [line] = logged((log) => log.info(fields, 'done'))
  expect(line?.message).toBe('done')
  expect(lines.join()).not.toMatch(/4711/)
})

test('what is no secret stays as it is, words that look like one in a message too', () => {
  const fields = { tokens: { input: 7 }, keyHash: 'ab', monkey: 'see', secretary: 'Ada', passwords: 2 }
  const message = 'said {"token":"abc","password":7} and "key":"x"'
  const [line] = logged((log) => log.info(fields, message))
  expect(line).toMatchObject({ ...fields, message, process: 'test', level: 'info' })
})

test('every line carries the moment, its level and the fields of its work', async () => {
  await withLogFields({ requestId: 'r1' }, async () => {
    await Promise.resolve()
    addLogFields({ userId: 'u1' })
    withLogFields({ taskId: 't1' }, () => logged((log) => log.warn('inside')))
  })
  const [line] = lines.map((one): Record<string, unknown> => JSON.parse(one))
  expect(line).toMatchObject({ requestId: 'r1', userId: 'u1', taskId: 't1', level: 'warn' })
  expect(Date.parse(String(line?.time))).toBeGreaterThan(0)
})

test('fields of one work never reach another that runs beside it, nor what comes after', async () => {
  const seen: unknown[] = []
  const work = (requestId: string) =>
    withLogFields({ requestId }, async () => {
      await new Promise((resolve) => setImmediate(resolve))
      addLogFields({ userId: `user of ${requestId}` })
      await new Promise((resolve) => setImmediate(resolve))
      seen.push(currentLogFields())
    })
  await Promise.all([work('a'), work('b')])
  expect(seen).toEqual([
    { requestId: 'a', userId: 'user of a' },
    { requestId: 'b', userId: 'user of b' },
  ])
  expect(currentLogFields()).toEqual({})
  addLogFields({ userId: 'nobody' })
  expect(currentLogFields()).toEqual({})
})

test('an error is told with its stack and its causes', () => {
  const [line] = logged((log) =>
    log.error({ error: new Error('outer', { cause: new TypeError('inner') }) }, 'failed'),
  )
  expect(line?.error).toMatchObject({ message: 'outer', stack: expect.stringContaining('Error: outer') })
  expect(JSON.stringify(line?.error)).toContain('inner')
})

const ID = '0192f0c1-2345-7abc-8def-0123456789ab'
test.each([
  ['/api/v1/documents', '/api/v1/documents'],
  [`/documents/${ID}`, `/documents/${ID}`],
  [`/documents/${ID.toUpperCase()}?token=${CANARY}`, `/documents/${ID.toUpperCase()}`],
  ['/join/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6', '/join/[long]'],
  [`/a#${CANARY}`, '/a'],
  [`?${CANARY}`, ''],
  [undefined, ''],
  ['', ''],
  [`/${ID}x`, '/[long]'],
  [`//${'x'.repeat(19)}/${'x'.repeat(20)}`, `//${'x'.repeat(19)}/[long]`],
])('of the address %s the log shows %s', (url, shown) => {
  expect(loggablePath(url)).toBe(shown)
})

test('no address makes a long line', () => {
  expect(loggablePath('/a'.repeat(10_000))).toHaveLength(200)
})
