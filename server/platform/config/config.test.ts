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
})
