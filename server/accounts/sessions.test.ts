import { beforeAll, describe, expect, test } from 'vitest'
import { CLOSE } from '#server/contracts/collaboration.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { auditOf, signInAgain } from '#server/testing/signed-in.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { authenticate } from './authenticate.ts'
import { endOtherSessions, endSession } from './end-session.ts'
import { listSessions } from './list-sessions.ts'

let ctx: Context
let now = Date.now()
let url: string

beforeAll(async () => {
  ctx = await createTestContext({}, { clock: { now: () => now } })
  url = (await serve(ctx)).url
})

describe('the list of sessions', () => {
  test('has the one that asks first, then by last use, with the device in words and nobody else’s', async () => {
    const ada = await createPerson(ctx)
    await createPerson(ctx)
    const other = await signInAgain(ctx, ada)
    await authenticate(ctx, { cookie: other.cookie })
    const [first, second, ...rest] = await listSessions(ctx, ada.actor)
    expect(rest).toEqual([])
    expect(first).toMatchObject({ current: true })
    expect(second).toMatchObject({
      id: other.sessionId,
      device: 'Firefox on Linux',
      current: false,
      lastSeenAt: new Date(now).toISOString(),
    })
  })

  test('leaves out those that are over', async () => {
    const ada = await createPerson(ctx)
    await signInAgain(ctx, ada)
    await ctx.db.prisma.session.updateMany({
      where: { userId: ada.userId },
      data: { expiresAt: new Date(now - 1) },
    })
    expect(await listSessions(ctx, ada.actor)).toEqual([])
  })

  test('tells the last use to five minutes, so that a busy browser does not write at each request', async () => {
    const ada = await createPerson(ctx)
    const other = await signInAgain(ctx, ada)
    const seen = async () =>
      (
        await ctx.db.prisma.session.findUniqueOrThrow({ where: { id: other.sessionId } })
      ).lastSeenAt?.getTime()
    const start = now
    // A fresh context each time: what one process remembers for a second is not asked again.
    const ask = () => authenticate({ ...ctx }, { cookie: other.cookie })
    await ask()
    expect(await seen()).toBe(start)
    now = start + 240_000
    await ask()
    expect(await seen()).toBe(start)
    now = start + 301_000
    await ask()
    expect(await seen()).toBe(now)
    now = Date.now()
  })

  test('is not for API keys, and neither is ending one', async () => {
    const ada = await createPerson(ctx)
    const byKey = await authenticate(ctx, { authorization: `Bearer ${ada.key}` })
    if (byKey.kind !== 'person') throw new Error('a key is a person')
    await expect(listSessions(ctx, byKey)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(endOtherSessions(ctx, byKey, ada.workspaceId)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('ending a session', () => {
  test('closes its open page within a second, and leaves the page of another session open', async () => {
    const ada = await createPerson(ctx)
    const page = await createPage(ctx, ada)
    const other = await signInAgain(ctx, ada)
    const mine = new RawClient(url, page, { headers: browserHeaders(ada) })
    const theirs = new RawClient(url, page, { headers: browserHeaders({ ...ada, cookie: other.cookie }) })
    await Promise.all([mine.whenSynced(), theirs.whenSynced()])
    const start = performance.now()
    await endSession(ctx, ada.actor, ada.workspaceId, other.sessionId)
    expect(await theirs.whenClosed()).toBe(CLOSE.signInRequired)
    // Promised within a second; a machine that is busy with other tests gets three.
    expect(performance.now() - start).toBeLessThan(3000)
    expect(mine.closed).toBeUndefined()
    mine.close()
    await expect(authenticate({ ...ctx }, { cookie: other.cookie })).rejects.toMatchObject({
      code: 'sign-in-required',
    })
    expect(await auditOf(ctx, other.sessionId)).toEqual(['session.ended'])
  })

  test('of somebody else, or of nobody, is not found', async () => {
    const [ada, bob] = [await createPerson(ctx), await createPerson(ctx)]
    const theirs = await signInAgain(ctx, bob)
    for (const id of [theirs.sessionId, newId()])
      await expect(endSession(ctx, ada.actor, ada.workspaceId, id)).rejects.toMatchObject({
        code: 'not-found',
      })
    expect(await listSessions(ctx, bob.actor)).toHaveLength(2)
  })

  test('of all others keeps the one that asks, and the sockets of a key', async () => {
    const ada = await createPerson(ctx)
    const page = await createPage(ctx, ada)
    const others = [await signInAgain(ctx, ada), await signInAgain(ctx, ada)]
    const sockets = others.map(
      ({ cookie }) => new RawClient(url, page, { headers: browserHeaders({ ...ada, cookie }) }),
    )
    const byKey = new RawClient(url, page, { headers: { authorization: `Bearer ${ada.key}` } })
    await Promise.all([...sockets, byKey].map((socket) => socket.whenSynced()))
    await endOtherSessions(ctx, ada.actor, ada.workspaceId)
    await until('both sockets closed', () => sockets.every((socket) => socket.closed), 3000)
    expect(byKey.closed).toBeUndefined()
    byKey.close()
    expect((await listSessions(ctx, ada.actor)).map(({ current }) => current)).toEqual([true])
  })
})
