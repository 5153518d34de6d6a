import { beforeEach, describe, expect, test } from 'vitest'
import { NewApiKey } from '#server/contracts/accounts.ts'
import { DocumentSummary } from '#server/contracts/documents.ts'
import { Problem } from '#server/contracts/errors.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { claimCall, keepAnswer, sweepCalls } from '#server/platform/idempotency/calls.ts'
import { asCall } from '#server/platform/idempotency/current-call.ts'
import { newId } from '#server/platform/ids.ts'
import { type Call, callRoute } from '#server/testing/call-route.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { POST as createApiKey } from '../../app/api/v1/api-keys/route.ts'
import { POST as upload } from '../../app/api/v1/documents/[id]/attachments/route.ts'
import { POST as createDocument } from '../../app/api/v1/documents/route.ts'
import { POST as createTask } from '../../app/api/v1/tasks/route.ts'
import { provideWebContext } from './web-context.ts'

const ctx = await createTestContext({ RATE_LIMIT_SCALE: '1000' })
provideWebContext(ctx)
let person: TestPerson
let key: string
beforeEach(async () => {
  person = await createPerson(ctx)
  key = newId()
})

const create = (json: object, call: Call = {}) =>
  callRoute(createDocument, {
    ...{ method: 'POST', json, path: '/api/v1/documents', cookie: person.cookie, idempotencyKey: key },
    ...call,
  })
const countPages = (owner = person) =>
  ctx.db.prisma.document.count({ where: { workspaceId: owner.workspaceId } })
const problemOf = async (response: Response) => Problem.parse(await response.json())

describe('a call that is sent again with its key', () => {
  test('gets the same answer, marked as a repetition, and has its effect once', async () => {
    const first = await create({ title: 'Once' })
    const again = await create({ title: 'Once', parentId: null })
    expect([first.status, again.status]).toEqual([201, 201])
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
    expect(DocumentSummary.parse(await again.json())).toEqual(DocumentSummary.parse(await first.json()))
    expect(await countPages()).toBe(1)
  })

  test('and another content is refused', async () => {
    await create({ title: 'Once' })
    const other = await create({ title: 'Twice' })
    expect(other.status).toBe(422)
    expect(await problemOf(other)).toMatchObject({ code: 'cannot-process' })
    expect(await countPages()).toBe(1)
  })

  test('to another address is refused', async () => {
    await create({ title: 'Once' })
    const response = await callRoute(createApiKey, {
      ...{ method: 'POST', json: { name: 'x' }, cookie: person.cookie, path: '/api/v1/api-keys' },
      idempotencyKey: key,
    })
    expect(response.status).toBe(422)
  })

  test('by another person is another call', async () => {
    const other = await createPerson(ctx)
    await create({ title: 'Mine' })
    const theirs = await create({ title: 'Theirs' }, { cookie: other.cookie })
    expect(theirs.headers.get('idempotency-replayed')).toBeNull()
    expect(DocumentSummary.parse(await theirs.json()).title).toBe('Theirs')
    expect([await countPages(), await countPages(other)]).toEqual([1, 1])
  })

  test('at the same time is told to wait, and all that are answered have the one answer', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ title: 'Once' })))
    const statuses = new Set(answers.map(({ status }) => status))
    expect([...statuses].filter((status) => status !== 201 && status !== 409)).toEqual([])
    const ids = await Promise.all(
      answers
        .filter(({ status }) => status === 201)
        .map(async (one) => DocumentSummary.parse(await one.json()).id),
    )
    expect(new Set(ids).size).toBe(1)
    for (const waiting of answers.filter(({ status }) => status === 409)) {
      expect(waiting.headers.get('retry-after')).toBe('1')
      expect(await problemOf(waiting)).toMatchObject({ code: 'conflict', retryable: true })
    }
    expect(await countPages()).toBe(1)
  })

  test('after it failed without an effect may succeed', async () => {
    const missing = await create({ title: 'Below', parentId: newId() })
    expect(missing.status).toBe(404)
    expect((await create({ title: 'Above' })).status).toBe(201)
  })

  test('after a day is a new call', async () => {
    await create({ title: 'Old' })
    await ctx.db.pool.query(`UPDATE "IdempotentCall" SET "expiresAt" = now() - interval '1 s'`)
    expect((await create({ title: 'New' })).headers.get('idempotency-replayed')).toBeNull()
    expect(await countPages()).toBe(2)
    await ctx.db.pool.query(`UPDATE "IdempotentCall" SET "expiresAt" = now() - interval '1 s'`)
    expect(await sweepCalls(ctx)).toBeGreaterThan(0)
    expect(await ctx.db.prisma.idempotentCall.count()).toBe(0)
  })
})

test('without a key each call has its effect', async () => {
  for (let count = 0; count < 2; count++)
    await create({ title: 'Again' }, { headers: { 'idempotency-key': '' } })
  expect(await countPages()).toBe(2)
})

test.each(['x'.repeat(201), 'with space', 'tab\there'])('the key %j is refused', async (bad) => {
  expect((await create({ title: 'x' }, { headers: { 'idempotency-key': bad } })).status).toBe(400)
})

test('a secret that is shown once is shown again to who has the key, and lies nowhere in the open', async () => {
  const ask = () =>
    callRoute(createApiKey, {
      ...{ method: 'POST', json: { name: 'ci' }, cookie: person.cookie },
      idempotencyKey: key,
    })
  const first = NewApiKey.parse(await (await ask()).json())
  expect(NewApiKey.parse(await (await ask()).json())).toEqual(first)
  const { rows } = await ctx.db.pool.query<{ kept: string }>(
    `SELECT string_agg(encode(answer, 'escape') || "keyHash" || scope, ' ') AS kept FROM "IdempotentCall"`,
  )
  expect(rows[0]?.kept).not.toContain(first.key)
  expect(rows[0]?.kept).not.toContain(key)
})

describe('an upload', () => {
  // A GIF of one pixel; what follows its end is ignored by readers and still another content.
  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
  test('is stored once for its key, and other bytes are refused', async () => {
    const id = await createPage(ctx, person)
    const send = (body: Uint8Array<ArrayBuffer>) =>
      callRoute(upload, {
        ...{ method: 'POST', cookie: person.cookie, params: { id }, body, path: '/?name=a.gif' },
        idempotencyKey: key,
      })
    const first = await send(new Uint8Array(gif))
    const again = await send(new Uint8Array(gif))
    expect([first.status, again.status]).toEqual([201, 201])
    expect(await again.json()).toEqual(await first.json())
    expect((await send(new Uint8Array([...gif, 0]))).status).toBe(422)
    expect(await ctx.db.prisma.attachment.count({ where: { documentId: id } })).toBe(1)
  })
})

describe('after a crash', () => {
  const scope = () => `${person.userId} ${person.workspaceId}`
  const claim = (fingerprint = 'f') => claimCall(ctx, { scope: scope(), key, fingerprint })
  const age = () =>
    ctx.db.pool.query(`UPDATE "IdempotentCall" SET "claimedAt" = now() - interval '16 s' WHERE scope = $1`, [
      scope(),
    ])
  const callOf = async () => {
    const claimed = await claim()
    if (!('call' in claimed)) throw new Error('the claim was refused')
    return claimed.call
  }

  test('that left no effect, the call is carried out by the next who asks', async () => {
    await callOf()
    await expect(claim()).rejects.toMatchObject({ code: 'conflict', retryable: true })
    await age()
    expect(await claim()).toHaveProperty('call')
  })

  test('who was only slow can commit no more once another has taken over', async () => {
    const slow = await callOf()
    await age()
    const next = await callOf()
    const effect = (call: typeof slow) =>
      asCall(call, () =>
        transaction(ctx, (tx) =>
          tx.workspace.update({ where: { id: person.workspaceId }, data: { name: 'done' } }),
        ),
      )
    await expect(effect(slow)).rejects.toMatchObject({ code: 'conflict' })
    const before = await ctx.db.prisma.workspace.findUniqueOrThrow({ where: { id: person.workspaceId } })
    expect(before.name).not.toBe('done')
    await effect(next)
    await keepAnswer(ctx, slow, key, { status: 500, headers: [], body: 'of the slow one' })
    await keepAnswer(ctx, next, key, { status: 201, headers: [], body: 'of the next' })
    expect(await claim()).toMatchObject({ answer: { body: 'of the next' } })
  })

  test('between the effect and its answer, the effect stays the only one and the caller is told', async () => {
    const call = await callOf()
    await asCall(call, () => transaction(ctx, () => Promise.resolve()))
    await age()
    await expect(claim()).rejects.toMatchObject({ code: 'conflict', retryable: false })
    await expect(claim('another')).rejects.toMatchObject({ code: 'cannot-process' })
  })
})

describe('the key in the body of a task', () => {
  const ask = (kind: 'summarise' | 'keywords') =>
    callRoute(createTask, {
      ...{ method: 'POST', cookie: person.cookie },
      json: { request: { kind, source: { type: 'text', text: 'Some text.' } }, idempotencyKey: key },
    })
  test('names one task, whatever kind of job is asked for', async () => {
    expect((await ask('summarise')).status).toBe(201)
    expect((await ask('summarise')).status).toBe(201)
    const other = await ask('keywords')
    expect(other.status).toBe(409)
    expect(await ctx.db.prisma.task.count({ where: { workspaceId: person.workspaceId } })).toBe(1)
  })
})
