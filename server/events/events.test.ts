import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ServerEvent } from '#server/contracts/events.ts'
import { provideWebContext } from '#server/http/web-context.ts'
import type { Context } from '#server/platform/context.ts'
import { createFrontDoor, type FrontDoor } from '#server/platform/front-door/front-door.ts'
import { pauseTaskKind, resumeTaskKind } from '#server/tasks/pause-task-kind.ts'
import { createTaskWorker } from '#server/tasks/task-worker.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { enqueueActs } from '#server/testing/enqueue-acts.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { type Follower, followEvents } from '#server/testing/follow-events.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { testTaskHandlers } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { POST as createDocument } from '../../app/api/v1/documents/route.ts'
import { GET as events } from '../../app/api/v1/events/route.ts'
import { POST as cancel } from '../../app/api/v1/tasks/[id]/cancel/route.ts'
import { closeEvents } from './open-events.ts'

let ctx: Context
let owner: TestPerson
let followers: Follower[] = []

beforeAll(async () => {
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '1000' })
  provideWebContext(ctx)
})
beforeEach(async () => {
  owner = await createPerson(ctx)
})
afterEach(async () => {
  await Promise.all(followers.map((one) => one.leave()))
  followers = []
})

async function follow(by: { cookie?: string; key?: string }, headers: Record<string, string> = {}) {
  const response = await callRoute(events, { ...by, headers })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const follower = followEvents(response)
  followers.push(follower)
  await follower.next('the beginning', ({ event }) => event === 'ready')
  return follower
}

const isTask = (id: string, status?: string) => (one: ServerEvent) =>
  one.event === 'task' && one.data.id === id && (status === undefined || one.data.status === status)
const wait = { act: 'wait', ms: 60_000 } as const

async function ask(person: TestPerson, documentId: string | null = null): Promise<string> {
  const { workspaceId, userId } = person
  const [id = ''] = await enqueueActs(ctx, [wait], { workspaceId, userId, documentId })
  return id
}

/** Everything told before a task that is asked for now, which all of its asker's streams are told. */
async function settle(person: TestPerson, ...all: Follower[]): Promise<void> {
  const last = await ask(person)
  for (const one of all) await one.next('the last task', isTask(last))
}

describe('of tasks', () => {
  test('is told what happens to them: asked, run, how far, done; without the answer', async () => {
    const worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 2 })
    await worker.start()
    try {
      const follower = await follow({ cookie: owner.cookie })
      const { workspaceId, userId } = owner
      const [id = ''] = await enqueueActs(ctx, [{ act: 'progress' }], { workspaceId, userId })
      const done = await follower.next('its end', isTask(id, 'COMPLETED'))
      expect(done.data).toMatchObject({ kind: 'summarise', attempt: 1 })
      expect(done.data).not.toHaveProperty('answer')
      expect(follower.events.filter(isTask(id)).length).toBeGreaterThan(1)
    } finally {
      await worker.stop()
    }
  })

  test('is told a cancellation, to a key with the scope read as well', async () => {
    const id = await ask(owner)
    const follower = await follow({ key: owner.key })
    await callRoute(cancel, { method: 'POST', cookie: owner.cookie, params: { id } })
    await follower.next('the cancellation', isTask(id, 'CANCELLED'))
  })

  test('nobody is told of a task that a list would not show', async () => {
    const stranger = await createPerson(ctx)
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
    const closed = await createPage(ctx, owner)
    await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId: closed, subject: 'workspace' } })
    const [ofStranger, ofMember, ofOwner] = [
      await follow({ cookie: stranger.cookie }),
      await follow({ cookie: member.cookie }),
      await follow({ cookie: owner.cookie }),
    ]
    const [private_, open] = [await ask(owner, closed), await ask(owner, await createPage(ctx, owner))]
    await ofOwner.next('the private task', isTask(private_))
    await ofMember.next('the open task', isTask(open))
    await settle(stranger, ofStranger)
    expect(ofMember.events.filter(isTask(private_))).toEqual([])
    expect(ofStranger.events.filter((one) => isTask(private_)(one) || isTask(open)(one))).toEqual([])
  })

  test('owners are told that the tasks of everybody changed, others are not', async () => {
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
    const [ofOwner, ofMember] = [
      await follow({ cookie: owner.cookie }),
      await follow({ cookie: member.cookie }),
    ]
    const id = await ask(member)
    await ofMember.next('the own task', isTask(id))
    await ofOwner.next('a change of all tasks', ({ event }) => event === 'admin')
    expect(ofOwner.events.filter(isTask(id))).toEqual([])
    expect(ofMember.events.filter(({ event }) => event === 'admin')).toEqual([])
  })
})

test('owners are told that a kind was paused or resumed, though no task changes by that', async () => {
  const screen = await follow({ cookie: owner.cookie })
  const told = () => screen.events.filter(({ event }) => event === 'admin').length
  await pauseTaskKind(ctx, owner.actor, 'keywords')
  await until('the pause is told', () => told() === 1)
  await resumeTaskKind(ctx, owner.actor, 'keywords')
  await until('its end is told', () => told() === 2)
})

test('of pages is told that the list changed, in the workspace where it did', async () => {
  const stranger = await createPerson(ctx)
  const [here, there] = [await follow({ cookie: owner.cookie }), await follow({ cookie: stranger.cookie })]
  await callRoute(createDocument, { method: 'POST', cookie: owner.cookie, json: { title: 'New' } })
  await here.next('a new list', ({ event }) => event === 'documents')
  await settle(stranger, there)
  expect(there.events.filter(({ event }) => event === 'documents')).toEqual([])
})

describe('a reader who comes back', () => {
  test('is told what was missed', async () => {
    const first = await follow({ cookie: owner.cookie })
    const lastId = first.lastId()
    await first.leave()
    const missed = await ask(owner)
    const again = await follow({ cookie: owner.cookie }, { 'last-event-id': lastId })
    await again.next('the missed task', isTask(missed))
  })
  test.each(['nonsense', '1', String(Date.now() - 11 * 60_000), String(Date.now() + 60_000)])(
    'with %j, which is no place of late, is told to read all anew',
    async (lastEventId) => {
      const follower = await follow({ cookie: owner.cookie }, { 'last-event-id': lastEventId })
      await follower.next('a reset', ({ event }) => event === 'reset')
    },
  )
})

describe('a stream ends within about a second when its reader', () => {
  test.each([
    ['signed out', () => ctx.db.prisma.session.deleteMany({ where: { userId: owner.userId } }), 'cookie'],
    [
      'left the workspace',
      () => ctx.db.prisma.membership.deleteMany({ where: { userId: owner.userId } }),
      'cookie',
    ],
    [
      'was suspended',
      () => ctx.db.prisma.user.update({ where: { id: owner.userId }, data: { suspendedAt: new Date() } }),
      'key',
    ],
    [
      'lost the key',
      () =>
        ctx.db.prisma.apiKey.updateMany({ where: { userId: owner.userId }, data: { revokedAt: new Date() } }),
      'key',
    ],
  ] as const)('%s', async (_, revoke, credential) => {
    const follower = await follow({ [credential]: owner[credential] })
    const start = performance.now()
    await revoke()
    await until('the end of the stream', () => follower.ended(), 5_000)
    // The look comes every 700 ms; the rest is the machine's.
    expect(performance.now() - start).toBeLessThan(2_000)
    expect(follower.fault()).toBeUndefined()
  })
})

test('a person has ten streams at most, and one who leaves makes room', async () => {
  const open = await Promise.all(Array.from({ length: 10 }, () => follow({ cookie: owner.cookie })))
  const refused = await callRoute(events, { key: owner.key })
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('5')
  const other = await createPerson(ctx, { workspaceId: owner.workspaceId })
  await follow({ cookie: other.cookie })
  await open[0]?.leave()
  await follow({ cookie: owner.cookie })
})

describe('through the public door', () => {
  let door: FrontDoor
  let url: string
  const web = createServer((request, response) => {
    const answer = async () => {
      const headers = new Headers()
      for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value))
      const sent = new Request(`http://localhost:3000${request.url}`, { headers })
      const { status, headers: given, body } = await events(sent, { params: Promise.resolve({}) })
      response.writeHead(status, Object.fromEntries(given))
      // As Next does: who leaves ends the answer's stream.
      const left = new AbortController()
      response.on('close', () => left.abort())
      await body?.pipeTo(Writable.toWeb(response), { signal: left.signal }).catch(() => response.destroy())
    }
    void answer()
  })

  beforeAll(async () => {
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
    const { port: webPort } = web.address() as AddressInfo
    door = createFrontDoor({
      ...{ config: { ...ctx.config, webPort }, log: ctx.log },
      ...{ upgrade: () => false, isReady: () => true },
    })
    await new Promise<void>((resolve) => door.server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(door.server.address() as AddressInfo).port}/api/v1/events`
  })
  afterAll(() => {
    web.closeAllConnections()
    web.close()
  })
  const connect = async (person: TestPerson) => {
    const follower = followEvents(await fetch(url, { headers: { authorization: `Bearer ${person.key}` } }))
    followers.push(follower)
    await follower.next('the beginning', ({ event }) => event === 'ready')
    return follower
  }

  test('an event comes when it happens, not when a buffer is full', async () => {
    const follower = await connect(owner)
    const id = await ask(owner)
    await follower.next('the task', isTask(id), 5_000)
  })

  test('more readers than there are connections for requests leave room for requests', async () => {
    const people = await Promise.all(Array.from({ length: 30 }, () => createPerson(ctx)))
    const open = await Promise.all(people.flatMap((one) => Array.from({ length: 9 }, () => connect(one))))
    expect(open.length).toBeGreaterThan(256)
    expect((await fetch(url.replace('events', 'me'), { headers: {} })).status).toBe(401)
    await Promise.all(open.map((one) => one.leave()))
  })

  test('a reader who goes away is forgotten', async () => {
    const open = await Promise.all(Array.from({ length: 10 }, () => connect(owner)))
    await Promise.all(open.map((one) => one.leave()))
    await until(
      'room for another',
      async () => (await fetch(url, { headers: { authorization: `Bearer ${owner.key}` } })).ok,
    )
  })

  test('a door that shuts ends streams as answers end, at once', async () => {
    const follower = await connect(owner)
    const start = performance.now()
    await door.close(25_000)
    await until('the end of the stream', () => follower.ended())
    expect(performance.now() - start).toBeLessThan(20_000)
    expect(follower.fault()).toBeUndefined()
  })
})

test('a process that stops ends its streams and takes no more', async () => {
  const follower = await follow({ cookie: owner.cookie })
  closeEvents(ctx)
  await until('the end of the stream', () => follower.ended())
  expect(follower.fault()).toBeUndefined()
  expect((await callRoute(events, { cookie: owner.cookie })).status).toBe(503)
})
