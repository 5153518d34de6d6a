import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { seal, unseal } from './idempotency/sealed-answer.ts'
import { newId, newSecret, sha256 } from './ids.ts'
import { unlessAborted } from './unless-aborted.ts'

const never = new Promise<never>(() => {})

test('a promise that is kept in time is given on, a broken one too', async () => {
  const { signal } = new AbortController()
  expect(await unlessAborted(Promise.resolve(7), signal)).toBe(7)
  await expect(unlessAborted(Promise.reject(new Error('own')), signal)).rejects.toThrow('own')
})

test('who aborts is told to at once, with the reason, while the work goes on', async () => {
  const controller = new AbortController()
  const waiting = unlessAborted(never, controller.signal)
  controller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
})

test('a signal that was aborted before ends it at once, and a later failure of the work is heard by nobody', async () => {
  const gone = AbortSignal.abort(new Error('before'))
  let fail: (error: Error) => void = () => {}
  const work = new Promise<void>((_, reject) => {
    fail = reject
  })
  await expect(unlessAborted(work, gone)).rejects.toThrow('before')
  // Without a listener this would end the test process as an unhandled rejection.
  fail(new Error('later'))
  await new Promise((resolve) => setImmediate(resolve))
})

test('a signal that lives long gathers no listeners', async () => {
  const { signal } = new AbortController()
  for (let turn = 0; turn < 50; turn += 1) await unlessAborted(Promise.resolve(), signal)
  await unlessAborted(Promise.reject(new Error('x')), signal).catch(() => {})
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

const config = { secret: 'a secret of a server that is long enough' }

test.each(['', 'plain', '{"key":"weft_x"}', '漢字 🧵 \0', 'x'.repeat(100_000)])(
  'an answer comes out of its seal as it went in (%#)',
  (text) => {
    expect(unseal(config, { key: 'k', sealed: seal(config, { key: 'k', text }) })).toBe(text)
  },
)

test('nobody opens a seal with another key or another server’s secret, or after one bit was changed', () => {
  const sealed = seal(config, { key: 'k', text: 'weft_secret' })
  expect(() => unseal(config, { key: 'K', sealed })).toThrow()
  expect(() => unseal({ secret: `${config.secret}.` }, { key: 'k', sealed })).toThrow()
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => unseal(config, { key: 'k', sealed: changed })).toThrow()
  }
  expect(() => unseal(config, { key: 'k', sealed: sealed.subarray(0, 20) })).toThrow()
})

test('the same answer sealed twice looks different, and shows nothing of its text', () => {
  const seals = Array.from({ length: 20 }, () => seal(config, { key: 'k', text: 'weft_secret' }))
  expect(new Set(seals.map((one) => one.toString('hex'))).size).toBe(20)
  for (const one of seals) expect(one.toString('latin1')).not.toContain('weft')
})

test('without a secret of the server nothing is sealed', () => {
  expect(() => seal({ secret: undefined }, { key: 'k', text: 'x' })).toThrow(/WEFT_SECRET/)
})

test('ids made one after another are sorted, and neither they nor secrets come twice', () => {
  const ids = Array.from({ length: 2_000 }, newId)
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(2_000)
  const secrets = Array.from({ length: 200 }, newSecret)
  expect(new Set(secrets).size).toBe(200)
  for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})
