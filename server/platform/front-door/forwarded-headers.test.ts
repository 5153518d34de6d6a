import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { answerHeaders, BODY_LENGTH_HEADER, clientAddressOf, forwardedHeaders } from './forwarded-headers.ts'

const request = (headers: IncomingHttpHeaders, remoteAddress = '10.0.0.9') =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage
const answer = (...pairs: [string, string][]) =>
  ({
    headers: Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: pairs.flat(),
  }) as unknown as IncomingMessage
const config = (trustedProxies = 0, publicUrl = 'http://localhost:3000') => ({ trustedProxies, publicUrl })

test.each([
  [0, undefined, '10.0.0.9'],
  [0, '1.1.1.1', '10.0.0.9'],
  [1, undefined, '10.0.0.9'],
  [1, '1.1.1.1', '1.1.1.1'],
  [1, '6.6.6.6, 1.1.1.1', '1.1.1.1'],
  [2, '6.6.6.6, 1.1.1.1, 2.2.2.2', '1.1.1.1'],
  [2, '1.1.1.1', '1.1.1.1'],
  [5, '1.1.1.1, 2.2.2.2', '1.1.1.1'],
  [1, ' , ,1.1.1.1 , ', '1.1.1.1'],
  [1, '', '10.0.0.9'],
])('behind %i proxies, X-Forwarded-For %j means %s', (trusted, listed, address) => {
  const headers = listed === undefined ? {} : { 'x-forwarded-for': listed }
  expect(clientAddressOf(config(trusted), request(headers))).toBe(address)
})

test.each([
  'x-forwarded-for',
  'x-forwarded-user',
  'forwarded',
  'x-real-ip',
  'x-middleware-subrequest',
  'x-middleware-next',
  'x-invoke-path',
  'x-nonce',
])('%s of a client never reaches web as it was sent', (name) => {
  for (const trusted of [0, 2])
    expect(forwardedHeaders(config(trusted), request({ [name]: 'forged-by-client' }))).not.toMatchObject({
      [name]: 'forged-by-client, forged-by-client',
    })
  expect(JSON.stringify(forwardedHeaders(config(0), request({ [name]: 'forged-by-client' })))).not.toContain(
    'forged',
  )
})

test('headers of the connection, and those that it names, end here; the others go on', () => {
  const kept = forwardedHeaders(
    config(),
    request({
      connection: 'close, X-Secret-Hop',
      'keep-alive': '5',
      te: 'trailers',
      upgrade: 'h2c',
      'proxy-authorization': 'Basic x',
      'x-secret-hop': '1',
      cookie: 'a=b',
      authorization: 'Bearer k',
      accept: 'text/html',
    }),
  )
  expect(Object.keys(kept).sort()).toEqual([
    'accept',
    'authorization',
    'cookie',
    'x-forwarded-for',
    'x-forwarded-proto',
  ])
})

test('a body of unknown length stays framed, and a length beside it is not believed', () => {
  expect(
    forwardedHeaders(config(), request({ 'transfer-encoding': 'chunked', 'content-length': '5' })),
  ).toMatchObject({ 'transfer-encoding': 'chunked' })
  expect(
    forwardedHeaders(config(), request({ 'transfer-encoding': 'gzip, chunked', 'content-length': '5' })),
  ).not.toHaveProperty('content-length')
  expect(forwardedHeaders(config(), request({ 'content-length': '5' }))).toMatchObject({
    'content-length': '5',
  })
})

test.each([
  [0, { 'x-forwarded-proto': 'https' }, 'http'],
  [1, { 'x-forwarded-proto': 'https' }, 'https'],
  [1, { 'x-forwarded-proto': 'https, http' }, 'https'],
  [1, { 'x-forwarded-proto': 'javascript' }, 'https'],
  [1, {}, 'https'],
])('behind %i proxies that say %j the scheme is %s', (trusted, headers, scheme) => {
  const given = forwardedHeaders(config(trusted, 'https://weft.example.org'), request(headers))
  expect(given['x-forwarded-proto']).toBe(scheme)
})

test('the host is the one that was asked for; another one is believed of proxies of ours alone', () => {
  const headers = { host: 'weft.example.org', 'x-forwarded-host': 'evil.example' }
  expect(forwardedHeaders(config(0), request(headers))['x-forwarded-host']).toBe('weft.example.org')
  expect(forwardedHeaders(config(1), request(headers))['x-forwarded-host']).toBe('evil.example')
  expect(forwardedHeaders(config(0), request({}))).not.toHaveProperty('x-forwarded-host')
})

test('an answer keeps its headers as they were written, several of one name too', () => {
  expect(
    answerHeaders(
      answer(['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['X-Odd', 'ü'], ['Connection', 'X-Hop']),
    ),
  ).toEqual(['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Odd', 'ü'])
  expect(answerHeaders(answer(['Connection', 'X-Hop'], ['X-Hop', '1'], ['Keep-Alive', '5']))).toEqual([])
})

test('the length that web told stands for one that is missing, never beside one, and never for an encoded body', () => {
  const told: [string, string] = [BODY_LENGTH_HEADER, '42']
  expect(answerHeaders(answer(told))).toEqual(['Content-Length', '42'])
  expect(answerHeaders(answer(told, ['Content-Length', '7']))).toEqual(['Content-Length', '7'])
  expect(answerHeaders(answer(told, ['Content-Encoding', 'gzip']))).toEqual(['Content-Encoding', 'gzip'])
})
