import { beforeEach, describe, expect, test } from 'vitest'
import { Problem } from '#server/contracts/errors.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { claimCall, sealEffect } from '#server/platform/idempotency/calls.ts'
import { asCall } from '#server/platform/idempotency/current-call.ts'
import { newId } from '#server/platform/ids.ts'
import { type Call, callRoute } from '#server/testing/call-route.ts'
import { createKey, createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { addFailedRequest } from '#server/testing/route-world.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { POST as createProvider } from '../../app/api/v1/admin/providers/route.ts'
import { POST as replayFailure } from '../../app/api/v1/admin/recovery/failed-requests/[id]/replays/route.ts'
import { POST as createApiKey } from '../../app/api/v1/api-keys/route.ts'
import { POST as upload } from '../../app/api/v1/documents/[id]/attachments/route.ts'
import { POST as contribute } from '../../app/api/v1/documents/[id]/contributions/route.ts'
import { POST as createLink } from '../../app/api/v1/documents/[id]/links/route.ts'
import { POST as createDocument } from '../../app/api/v1/documents/route.ts'
import { POST as renewInvitation } from '../../app/api/v1/invitations/[id]/renew/route.ts'
import { POST as createInvitation } from '../../app/api/v1/invitations/route.ts'
import { POST as createResetLink } from '../../app/api/v1/members/[id]/reset-link/route.ts'
import { POST as createSchedule } from '../../app/api/v1/schedules/route.ts'
import { POST as retryTask } from '../../app/api/v1/tasks/[id]/retry/route.ts'
import { POST as reportWrongHit } from '../../app/api/v1/tasks/[id]/wrong-hit/route.ts'
import { POST as createTask } from '../../app/api/v1/tasks/route.ts'
import { isOnceOnly } from './once-only.ts'
import { collectRoutes } from './openapi/collect-routes.ts'
import type { RouteHandler } from './route.ts'
import { provideWebContext } from './web-context.ts'

const ctx = await createTestContext({ RATE_LIMIT_SCALE: '1000' })
provideWebContext(ctx)
let person: TestPerson
let key: string
beforeEach(async () => {
  person = await createPerson(ctx)
  key = newId()
})

const send = (handler: RouteHandler, call: Call) =>
  callRoute(handler, { method: 'POST', cookie: person.cookie, idempotencyKey: key, ...call })

/** What a process leaves behind that dies after the commit of the effect and before its answer is kept. */
async function loseAnswer(): Promise<void> {
  const { rowCount } = await ctx.db.pool.query(
    `UPDATE "IdempotentCall" SET answer = NULL, "claimedAt" = now() - interval '16 s'
     WHERE answer IS NOT NULL AND scope LIKE $1 || ' %'`,
    [person.userId],
  )
  expect(rowCount).toBe(1)
}

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const TEXT_JOB = { request: { kind: 'keywords', source: { type: 'text', text: 'Some text.' } } }

type Case = {
  handler: RouteHandler
  call: () => Call | Promise<Call>
  /** How many there are of what the call makes. */
  count: () => Promise<number>
}
const workspaceOf = () => ({ workspaceId: person.workspaceId })
const invitations = () => ctx.db.prisma.invitation.count({ where: workspaceOf() })
const tasks = () => ctx.db.prisma.task.count({ where: workspaceOf() })

/** Every call that is carried out once for its key; the first test fails when one is missing. */
const CASES: Record<string, Case> = {
  'POST /api/v1/documents': {
    handler: createDocument,
    call: () => ({ json: { title: 'Once' } }),
    count: () => ctx.db.prisma.document.count({ where: workspaceOf() }),
  },
  'POST /api/v1/documents/{id}/attachments': {
    handler: upload,
    call: async () => ({
      ...{ params: { id: await createPage(ctx, person) }, path: '/?name=a.gif' },
      body: new Uint8Array(GIF),
    }),
    count: () => ctx.db.prisma.attachment.count({ where: workspaceOf() }),
  },
  'POST /api/v1/documents/{id}/contributions': {
    handler: contribute,
    call: async () => ({
      params: { id: await createPage(ctx, person) },
      key: await createKey(ctx, person.userId, person.workspaceId, ['agent']),
      json: { markdown: 'Said once.' },
    }),
    count: () => ctx.db.prisma.contribution.count({ where: { userId: person.userId } }),
  },
  'POST /api/v1/documents/{id}/links': {
    handler: createLink,
    call: async () => ({ params: { id: await createPage(ctx, person) }, json: { role: 'viewer' } }),
    count: () => ctx.db.prisma.documentAccess.count({ where: { subject: 'link', document: workspaceOf() } }),
  },
  'POST /api/v1/api-keys': {
    handler: createApiKey,
    call: () => ({ json: { name: 'ci' } }),
    count: () => ctx.db.prisma.apiKey.count({ where: workspaceOf() }),
  },
  'POST /api/v1/invitations': {
    handler: createInvitation,
    call: () => ({ json: { email: `${newId()}@example.org`, role: 'member' } }),
    count: invitations,
  },
  'POST /api/v1/invitations/{id}/renew': {
    handler: renewInvitation,
    call: async () => {
      const json = { email: `${newId()}@example.org`, role: 'member' }
      const { id } = await (
        await callRoute(createInvitation, { method: 'POST', cookie: person.cookie, json })
      ).json()
      return { params: { id } }
    },
    count: invitations,
  },
  'POST /api/v1/members/{id}/reset-link': {
    handler: createResetLink,
    call: async () => ({ params: { id: (await createPerson(ctx, workspaceOf())).userId } }),
    count: () => ctx.db.prisma.passwordReset.count(),
  },
  'POST /api/v1/admin/recovery/failed-requests/{id}/replays': {
    handler: replayFailure,
    call: async () => {
      const row = { preset: 'openai', baseUrl: 'https://192.0.43.8/v1', model: 'small', position: 1 }
      const name = `p-${newId().slice(-12)}`
      await ctx.db.prisma.modelProvider.create({ data: { ...workspaceOf(), name, ...row } })
      return {
        params: { id: await addFailedRequest(ctx, person) },
        json: { step: 0, provider: name },
      }
    },
    count: () => ctx.db.prisma.failureReplay.count({ where: workspaceOf() }),
  },
  'POST /api/v1/admin/providers': {
    handler: createProvider,
    call: () => ({
      json: {
        name: `p-${newId().slice(-12)}`,
        baseUrl: 'https://192.0.43.8/v1',
        model: 'small',
        apiKey: 'sk-canary',
      },
    }),
    count: () => ctx.db.prisma.modelProvider.count({ where: workspaceOf() }),
  },
  'POST /api/v1/schedules': {
    handler: createSchedule,
    call: () => ({ json: { ...TEXT_JOB, cron: '0 9 * * 1', timeZone: 'UTC' } }),
    count: () => ctx.db.prisma.taskSchedule.count({ where: workspaceOf() }),
  },
  'POST /api/v1/tasks/{id}/wrong-hit': {
    handler: reportWrongHit,
    call: async () => {
      const made = await callRoute(createTask, { method: 'POST', cookie: person.cookie, json: TEXT_JOB })
      const { id } = await made.json()
      const result = JSON.parse(JSON.stringify({ ...sampleAnswer(), cacheKey: 'keywords:1' }))
      await ctx.db.prisma.task.update({ where: { id }, data: { status: 'COMPLETED', result } })
      return { params: { id } }
    },
    count: tasks,
  },
  'POST /api/v1/tasks': { handler: createTask, call: () => ({ json: TEXT_JOB }), count: tasks },
  'POST /api/v1/tasks/{id}/retry': {
    handler: retryTask,
    call: async () => {
      const made = await callRoute(createTask, { method: 'POST', cookie: person.cookie, json: TEXT_JOB })
      const { id } = await made.json()
      await ctx.db.prisma.task.update({ where: { id }, data: { status: 'FAILED', finishedAt: new Date() } })
      return { params: { id } }
    },
    count: tasks,
  },
}

test('every route that takes a key is tried here', async () => {
  const declared = (await collectRoutes()).filter(({ method, spec }) => isOnceOnly(method, spec))
  expect(declared.map(({ name }) => name).sort()).toEqual(Object.keys(CASES).sort())
})

describe.each(Object.entries(CASES))('%s', (_, { handler, call, count }) => {
  test('whose process dies between effect and answer gives that answer to who asks again, and has no second effect', async () => {
    const asked = await call()
    const first = await send(handler, asked)
    expect(first.status).toBe(201)
    const made = await count()
    await loseAnswer()
    const again = await send(handler, asked)
    expect(again.status).toBe(201)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.headers.get('content-type')).toBe('application/json')
    expect(await again.json()).toEqual(await first.json())
    expect(await count()).toBe(made)
  })
})

test('while the process may still be at it, who asks again is told to wait', async () => {
  const asked = { json: { title: 'Once' } }
  await send(createDocument, asked)
  await ctx.db.pool.query(`UPDATE "IdempotentCall" SET answer = NULL`)
  const early = await send(createDocument, asked)
  expect(early.status).toBe(409)
  expect(Problem.parse(await early.json())).toMatchObject({ retryable: true })
})

test('an upload of other bytes under the key of one whose answer was lost is refused', async () => {
  const id = await createPage(ctx, person)
  const call = (body: Uint8Array<ArrayBuffer>): Call => ({ params: { id }, path: '/?name=a.gif', body })
  await send(upload, call(new Uint8Array(GIF)))
  await loseAnswer()
  expect((await send(upload, call(new Uint8Array([...GIF, 0])))).status).toBe(422)
  expect((await send(upload, call(new Uint8Array(GIF)))).status).toBe(201)
})

test('what was noted with an effect is sealed: a secret of the answer lies nowhere in the open', async () => {
  const made = await send(createApiKey, { json: { name: 'ci' } })
  const secret = (await made.json()).key
  const { rows } = await ctx.db.pool.query<{ kept: string }>(
    `SELECT string_agg(encode(effect, 'escape'), ' ') AS kept FROM "IdempotentCall" WHERE effect IS NOT NULL`,
  )
  expect(rows[0]?.kept.length).toBeGreaterThan(50)
  expect(rows[0]?.kept).not.toContain(secret)
  expect(rows[0]?.kept).not.toContain('weft_')
})

test('an effect that is not committed leaves nothing to answer from', async () => {
  const scope = `${person.userId} ${person.workspaceId}`
  const claimed = await claimCall(ctx, { scope, key, fingerprint: 'f' })
  if (!('call' in claimed)) throw new Error('the claim was refused')
  const call = { ...claimed.call, seal: (value: unknown) => sealEffect(ctx, key, { value }) }
  const work = asCall(call, () =>
    transaction(ctx, async (tx) => {
      await tx.workspace.update({ where: { id: person.workspaceId }, data: { name: 'lost' } })
      throw new Error('the process dies here')
    }),
  )
  await expect(work).rejects.toThrow('dies here')
  const row = await ctx.db.prisma.idempotentCall.findFirst({ where: { scope } })
  expect(row).toMatchObject({ carriedOutAt: null, effect: null })
})

test.each([
  ['a value that is no answer of the route', { value: 7 }],
  ['nothing, as before this was kept', undefined],
])(
  'where there is %s, the caller is told that the answer is lost, and nothing is made twice',
  async (_, effect) => {
    const asked = { json: TEXT_JOB }
    await send(createTask, asked)
    await loseAnswer()
    const sealed = effect === undefined ? null : (sealEffect(ctx, key, effect) ?? null)
    await ctx.db.prisma.idempotentCall.updateMany({
      where: { scope: { startsWith: person.userId } },
      data: { effect: sealed },
    })
    const again = await send(createTask, asked)
    expect(again.status).toBe(409)
    expect(Problem.parse(await again.json())).toMatchObject({ code: 'conflict', retryable: false })
    expect(await tasks()).toBe(1)
  },
)

test('a value that is no JSON is no reason for a call to fail', () => {
  expect(sealEffect(ctx, key, { value: 1n })).toBeUndefined()
  expect(sealEffect(ctx, key, { value: undefined })).toBeDefined()
})
