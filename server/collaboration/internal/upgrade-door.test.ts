import type { IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { keepLink } from '#server/accounts/link-cookie.ts'
import { CLOSE } from '#server/contracts/collaboration.ts'
import { createShareLink } from '#server/documents/create-share-link.ts'
import { newId } from '#server/platform/ids.ts'
import { createMemoryLimiter } from '#server/platform/rate-limit/rate-limiter.ts'
import { createKey, createPage, createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { admitUpgrade, isCollaborationPath, refuseUpgrade } from './upgrade-door.ts'

const ctx = await createTestContext()
const OURS = ctx.config.publicUrl
const ada = await createPerson(ctx)
const stranger = await createPerson(ctx)
const page = await createPage(ctx, ada)
const arrivals = () => createMemoryLimiter({ name: newId(), points: 3, seconds: 60 }, 1)
const ask = (url: string, headers: Record<string, string>, limiter = arrivals()) =>
  admitUpgrade(
    ctx,
    { url, headers, socket: { remoteAddress: '192.0.2.1' } } as unknown as IncomingMessage,
    limiter,
  )
const link = await createShareLink(ctx, ada.actor, page, { role: 'viewer', expiresInDays: null })
const visiting = keepLink(ctx.config, null, link.link.split('/').at(-1) ?? '').split(';', 1)[0] ?? ''
const readKey = await createKey(ctx, ada.userId, ada.workspaceId, ['read'])

const to = (id: string): string => `/collab/${id}`
const guest = (role: string) => ({ kind: 'guest', role, documentId: page, from: '192.0.2.1' })
const closed = (code: number) => ({ kind: 'closed', code })
const refused = (status: number) => ({ kind: 'refused', status })

test.each<[string, string, Record<string, string>, object]>([
  ['its owner', to(page), { cookie: ada.cookie, origin: OURS }, guest('owner')],
  ['its owner, with a query', `${to(page)}?v=2`, { cookie: ada.cookie, origin: OURS }, guest('owner')],
  [
    'its owner, with the id in capitals',
    to(page.toUpperCase()),
    { cookie: ada.cookie, origin: OURS },
    guest('owner'),
  ],
  [
    'its owner by another name of the server',
    to(page),
    { cookie: ada.cookie, origin: 'http://weft.local', host: 'weft.local' },
    guest('owner'),
  ],
  [
    'a key, from anywhere',
    to(page),
    { authorization: `Bearer ${ada.key}`, origin: 'https://evil.example' },
    guest('owner'),
  ],
  ['a key that may only read', to(page), { authorization: `Bearer ${readKey}` }, guest('viewer')],
  ['a visitor with a link', to(page), { cookie: visiting, origin: OURS }, guest('viewer')],
  ['a page of another site', to(page), { cookie: ada.cookie, origin: 'https://evil.example' }, refused(403)],
  ['a page that hides where it is from', to(page), { cookie: ada.cookie }, refused(403)],
  ['a sandboxed page', to(page), { cookie: ada.cookie, origin: 'null' }, refused(403)],
  [
    'another scheme of the same host',
    to(page),
    { cookie: ada.cookie, origin: 'https://weft.local', host: 'weft.local' },
    refused(403),
  ],
  [
    'somebody of another workspace',
    to(page),
    { cookie: stranger.cookie, origin: OURS },
    closed(CLOSE.noAccess),
  ],
  [
    'its owner, of a page that is none',
    to(newId()),
    { cookie: ada.cookie, origin: OURS },
    closed(CLOSE.noAccess),
  ],
  ['its owner, of what is no id', to('x'), { cookie: ada.cookie, origin: OURS }, closed(CLOSE.noAccess)],
  ['nobody', to(page), {}, closed(CLOSE.signInRequired)],
  ['a forged session', to(page), { cookie: `${ada.cookie}x`, origin: OURS }, closed(CLOSE.signInRequired)],
  [
    'a key that is none',
    to(page),
    { authorization: 'Bearer weft_0123456789012345678901' },
    closed(CLOSE.signInRequired),
  ],
  ['its owner, of a path below', `${to(page)}/more`, { cookie: ada.cookie, origin: OURS }, refused(404)],
  ['its owner, of no page', '/collab/', { cookie: ada.cookie, origin: OURS }, refused(404)],
])('a socket for %s is answered as it should be', async (_, url, headers, answer) => {
  expect(await ask(url, headers)).toMatchObject(answer)
})

test('visitors of one address are counted before anything is looked up, people are not', async () => {
  const limiter = arrivals()
  for (let turn = 0; turn < 3; turn += 1)
    expect(await ask(to(page), { cookie: visiting, origin: OURS }, limiter)).toMatchObject({ kind: 'guest' })
  expect(await ask(to(page), { cookie: visiting, origin: OURS }, limiter)).toEqual(refused(503))
  expect(await ask(to(page), { cookie: ada.cookie, origin: OURS }, limiter)).toMatchObject({ kind: 'guest' })
})

test('a page without access and one that does not exist are told alike, to the last word', async () => {
  const answers = [
    await ask(to(page), { cookie: stranger.cookie, origin: OURS }),
    await ask(to(newId()), { cookie: stranger.cookie, origin: OURS }),
  ]
  expect(answers[0]).toEqual(answers[1])
})

test.each([
  ['/collab/x', true],
  ['/collab', false],
  ['/api/collab/x', false],
  ['', false],
  [undefined, false],
])('the path %j leads to pages: %s', (url, leads) => {
  expect(isCollaborationPath(url)).toBe(leads)
})

test.each([
  [403, 'Forbidden', false],
  [404, 'Not Found', false],
  [503, 'Service Unavailable', true],
] as const)(
  'a refusal by %i is a whole answer of HTTP, and ends the socket',
  async (status, words, again) => {
    let written = ''
    const socket = new Duplex({
      read() {},
      write(chunk, _encoding, done) {
        written += String(chunk)
        done()
      },
    })
    const ended = new Promise((resolve) => socket.once('finish', resolve))
    refuseUpgrade(socket, status)
    await ended
    expect(written).toMatch(new RegExp(`^HTTP/1\\.1 ${status} ${words}\\r\\n`))
    expect(written).toMatch(/\r\nContent-Length: 0\r\n\r\n$/)
    expect(written.includes('Retry-After')).toBe(again)
  },
)
