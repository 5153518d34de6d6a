import { expect, test } from 'vitest'
import { ConfigError, parseConfig } from './config.ts'

test('an empty environment is a complete configuration', () => {
  const config = parseConfig({})
  expect(config).toMatchObject({
    port: 3000,
    webPort: 3001,
    publicUrl: 'http://localhost:3000',
    providers: [],
  })
})

test('every fault of the environment is listed at once, by its name', () => {
  const read = () =>
    parseConfig({ PORT: 'high', WEFT_SECRET: 'short', WEFT_PROVIDERS: '{', DATABASE_URL: 'mysql://x' })
  expect(read).toThrow(ConfigError)
  expect(read).toThrow(
    /^Correct the environment: PORT must be .*; WEFT_SECRET must be .*; DATABASE_URL must be .*; WEFT_PROVIDERS must be .*\.$/,
  )
})

test('a mail server without an address to send from is a fault that names the address', () => {
  expect(() => parseConfig({ WEFT_SMTP_URL: 'smtp://mail.example' })).toThrow(
    /WEFT_MAIL_FROM must be the address/,
  )
  expect(() => parseConfig({ WEFT_SMTP_URL: 'https://mail.example' })).toThrow(/WEFT_SMTP_URL/)
  expect(parseConfig({}).smtpUrl).toBeUndefined()
})

test('a variable that is set but empty counts as not set', () => {
  expect(parseConfig({ PORT: '', WEFT_SECRET: '' }).port).toBe(3000)
  // Of spaces alone a number would be made that means any port, or no workers.
  expect(parseConfig({ PORT: ' ', WEFT_WORKERS: '\t' })).toMatchObject({ port: 3000, workers: 1 })
})

const providers = (...list: object[]): Record<string, string> => ({ WEFT_PROVIDERS: JSON.stringify(list) })
const house = { name: 'house', baseUrl: 'http://127.0.0.1:9/v1', model: 'small' }

test.each<[Record<string, string>, RegExp]>([
  [{ PORT: '65536' }, /^Correct the environment: PORT must be a whole number from 0 to 65535\.$/],
  [{ PORT: '-1' }, /PORT must be a whole number/],
  [{ PORT: '3000.5' }, /PORT must be a whole number/],
  [{ WEFT_WORKERS: '65' }, /WEFT_WORKERS must be a whole number from 0 to 64/],
  [{ WORKER_CONCURRENCY: '0' }, /WORKER_CONCURRENCY must be a whole number from 1 to 64/],
  [{ RATE_LIMIT_SCALE: '0' }, /RATE_LIMIT_SCALE must be a number above 0/],
  [{ RATE_LIMIT_SCALE: 'NaN' }, /RATE_LIMIT_SCALE must be a number above 0/],
  [{ RATE_LIMIT_SCALE: 'Infinity' }, /RATE_LIMIT_SCALE must be a number above 0/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be one of trace, debug/],
  [{ WEFT_DEV: 'true' }, /WEFT_DEV must be one of 0, 1/],
  [{ WEFT_URL: 'weft.example.org' }, /WEFT_URL must be an address like/],
  [{ WEFT_URL: 'ftp://weft.example.org' }, /WEFT_URL must be an address like/],
  [{ WEFT_URL: 'javascript:alert(1)' }, /WEFT_URL must be an address like/],
  [{ WEFT_SECRET: 'x'.repeat(31) }, /WEFT_SECRET must be at least 32 characters long/],
  [{ WEFT_DATA_DIR: 'a\0b' }, /WEFT_DATA_DIR must be a path without null/],
  [{ WEFT_MAIL_FROM: 'nobody' }, /WEFT_MAIL_FROM must be an e-mail address/],
  [{ WEFT_MODEL_HOSTS: '127.0.0.1' }, /WEFT_MODEL_HOSTS must be hosts with their ports/],
  [{ WEFT_PROVIDERS: '{}' }, /WEFT_PROVIDERS must be a list/],
  [providers({ ...house, name: 'House' }), /WEFT_PROVIDERS\.0\.name must be lower-case/],
  [providers({ ...house, name: 'built-in' }), /WEFT_PROVIDERS\.0\.name must be another name/],
  [providers({ ...house, name: 'cache' }), /WEFT_PROVIDERS\.0\.name must be another name/],
  [providers(house, house), /WEFT_PROVIDERS must be a list in which no two providers have one name/],
  [providers({ ...house, baseUrl: 'file:///etc' }), /WEFT_PROVIDERS\.0\.baseUrl must be an address/],
  [providers({ ...house, partCharacters: 10 }), /WEFT_PROVIDERS\.0\.partCharacters must be a whole/],
  [providers(...Array.from({ length: 9 }, (_, n) => ({ ...house, name: `p${n}` }))), /at most 8 providers/],
])('%j is a fault that is named with what is allowed', (environment, words) => {
  expect(() => parseConfig(environment)).toThrow(words)
})

test('a fault never repeats what was given: it may be a secret', () => {
  const secret = 'sk-canary-4711'
  for (const environment of [
    { WEFT_SECRET: secret },
    { DATABASE_URL: `mysql://weft:${secret}@host/db` },
    { WEFT_SMTP_URL: `https://user:${secret}@host` },
    { WEFT_PROVIDERS: `[{"name":"x","apiKey":"${secret}"` },
    providers({ ...house, model: '', apiKey: secret }),
  ])
    expect(() => parseConfig(environment)).toThrow(expect.not.stringContaining('canary'))
})

test.each([
  ['https://Weft.Example.org/path/?q#h', 'https://weft.example.org'],
  ['https://weft.example.org:443', 'https://weft.example.org'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
])('of the address %s the origin counts: %s', (given, origin) => {
  expect(parseConfig({ WEFT_URL: given }).publicUrl).toBe(origin)
})

test('web gets the port beside the public one unless it is told, and any where that one is any', () => {
  expect(parseConfig({ PORT: '8080' }).webPort).toBe(8081)
  expect(parseConfig({ PORT: '8080', WEFT_WEB_PORT: '9' }).webPort).toBe(9)
  expect(parseConfig({ PORT: '0' }).webPort).toBe(0)
})

test('nothing changes a configuration once it is read', () => {
  const config = parseConfig({})
  expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError)
})
