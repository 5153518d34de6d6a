import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Problem } from '#server/contracts/errors.ts'
import { createMethodGate } from './method-gate.ts'
import { buildDocument } from './openapi/build-document.ts'
import { collectRoutes, isCatchAll } from './openapi/collect-routes.ts'

const routes = (await collectRoutes()).filter((one) => !isCatchAll(one))
const { paths } = await buildDocument(routes, 'test')
const gate = createMethodGate(paths)
const server = createServer((request, response) => {
  if (!gate(request, response)) response.writeHead(299).end()
})

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

type Answer = { status: number; allow: string | undefined; body: string }

function send(method: string, path: string): Promise<Answer> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ host: '127.0.0.1', port, method, path }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          allow: answer.headers.allow,
          body: Buffer.concat(parts).toString(),
        }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}

const filled = (path: string) => path.replaceAll(/\{\w+\}/g, '0197a2c4-5d1e-7b3a-9f42-6c8d0e1f2a3b')

test('every method that a route has passes, on every address', async () => {
  for (const { method, path } of routes) expect((await send(method, filled(path))).status).toBe(299)
})

test('a method that an address does not have is a problem that names those it has', async () => {
  for (const [path, verbs] of Object.entries(paths))
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      const has = Object.keys(verbs).includes(method.toLowerCase())
      // A written-out address may also fit one with a name in it, which has other methods.
      const fits = routes.some((one) => one.method === method && filled(one.path) === filled(path))
      if (has || fits) continue
      const answer = await send(method, filled(path))
      if (answer.status === 299) continue
      expect(answer.status).toBe(405)
      expect(Problem.parse(JSON.parse(answer.body))).toMatchObject({
        code: 'method-not-allowed',
        status: 405,
      })
      for (const verb of Object.keys(verbs)) expect(answer.allow).toContain(verb.toUpperCase())
      expect(answer.allow).not.toContain(method)
    }
})

test('OPTIONS names the methods and lets no other site in', async () => {
  expect(await send('OPTIONS', '/api/v1/documents?x=1')).toEqual({
    ...{ status: 204, allow: 'GET, POST, HEAD, OPTIONS', body: '' },
  })
})

test('HEAD passes where GET does', async () => {
  expect((await send('HEAD', '/api/v1/documents')).status).toBe(299)
  expect((await send('HEAD', '/api/v1/session')).status).toBe(405)
})

test('nothing lies at an unknown address, by whatever method', async () => {
  for (const method of ['OPTIONS', 'PROPFIND', 'TRACE']) {
    const answer = await send(method, '/api/v1/nowhere')
    expect(answer.status).toBe(404)
    expect(answer.allow).toBeUndefined()
    expect(Problem.parse(JSON.parse(answer.body)).code).toBe('not-found')
  }
  // These a route answers.
  expect((await send('GET', '/api/v1/nowhere')).status).toBe(299)
})

test('addresses that are no part of the API are left alone', async () => {
  for (const path of ['/', '/documents/x', '/apiary', '/_next/static/x'])
    expect((await send('PROPFIND', path)).status).toBe(299)
})
