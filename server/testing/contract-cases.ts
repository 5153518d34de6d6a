import type { RouteHandler } from '#server/http/route.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { type Call, callRoute } from '#server/testing/call-route.ts'
import { createKey, createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import {
  addAttachment,
  addCacheEntry,
  addFailedRequest,
  addInvitation,
  addTask,
} from '#server/testing/route-world.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { createSigner, signInAgain } from '#server/testing/signed-in.ts'

export type CaseWorld = {
  ctx: Context
  owner: TestPerson
  /** Calls another route as the owner, to prepare; its JSON answer. */
  ask(name: string, call?: Call): Promise<Record<string, unknown>>
  handlerOf(name: string): RouteHandler
}

/** A call that succeeds. What it leaves out is taken from the reference: the example of the body, the owner's session. */
export type Case = (world: CaseWorld) => Promise<Call> | Call

const PASSWORD = 'a long walk in the rain'
// One pixel.
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const byId = async (id: Promise<string> | string): Promise<Call> => ({ params: { id: await id } })
const newPage = ({ ctx, owner }: CaseWorld) => createPage(ctx, owner)
const newTask = async (world: CaseWorld, status?: 'FAILED') =>
  addTask(world.ctx, world.owner, await newPage(world), status)
const newMember = ({ ctx, owner }: CaseWorld) => createPerson(ctx, { workspaceId: owner.workspaceId })

async function finishedTask(world: CaseWorld, more: object = {}): Promise<string> {
  const id = await newTask(world)
  const result = JSON.parse(JSON.stringify({ ...sampleAnswer(), ...more }))
  await world.ctx.db.prisma.task.update({ where: { id }, data: { status: 'COMPLETED', result } })
  return id
}

const byAgent = async (world: CaseWorld): Promise<Call> => ({
  ...(await byId(newPage(world))),
  key: await createKey(world.ctx, world.owner.userId, world.owner.workspaceId, ['agent']),
  json: { markdown: '## Minutes\n\nThe ferry leaves at nine.' },
})

async function newContribution(world: CaseWorld): Promise<string> {
  return String((await world.ask('POST /api/v1/documents/{id}/contributions', await byAgent(world))).id)
}

async function newSchedule({ ask }: CaseWorld): Promise<string> {
  return String((await ask('POST /api/v1/schedules', { json: newScheduleBody })).id)
}

async function newProvider({ ask }: CaseWorld): Promise<string> {
  // An address in digits: nobody has to look up a name.
  const json = { name: `p-${newId().slice(-12)}`, baseUrl: 'https://192.0.43.8/v1', model: 'small' }
  return String((await ask('POST /api/v1/admin/providers', { json })).id)
}

async function trashedPage(world: CaseWorld): Promise<string> {
  const id = await newPage(world)
  await callRoute(world.handlerOf('DELETE /api/v1/documents/{id}'), {
    ...{ method: 'DELETE', cookie: world.owner.cookie, params: { id } },
  })
  return id
}

async function upload(world: CaseWorld): Promise<string> {
  const { id } = await world.ask('POST /api/v1/documents/{id}/attachments', {
    ...{ params: { id: await newPage(world) }, path: '/?name=a.gif', body: new Uint8Array(GIF) },
  })
  return String(id)
}

async function resetToken(world: CaseWorld): Promise<string> {
  const { ctx, owner } = world
  const { userId } = await createSigner(ctx, PASSWORD, { workspaceId: owner.workspaceId })
  const { link } = await world.ask('POST /api/v1/members/{id}/reset-link', { params: { id: userId } })
  return /[A-Za-z0-9_-]{43}$/.exec(String(link))?.[0] ?? ''
}

const bulk = { action: 'cancel', target: { filter: {} } }

async function startedBulk({ ask }: CaseWorld): Promise<string> {
  const { id, asOf } = await ask('POST /api/v1/admin/tasks/bulk/count', { json: bulk })
  await ask('POST /api/v1/admin/tasks/bulk', { json: { ...bulk, id, asOf } })
  return String(id)
}

const ofSigner: Case = async ({ ctx, owner }) => {
  const signer = await createSigner(ctx, PASSWORD, { workspaceId: owner.workspaceId })
  return { cookie: signer.cookie, json: { current: PASSWORD, password: 'another long walk' } }
}

/**
 * How each route succeeds. A GET without a name in its address and without needed parameters needs no entry; every other new
 * route needs one here, and the contract test says so.
 */
export const CASES: Readonly<Record<string, Case>> = {
  'POST /api/v1/admin/breakers/{provider}/reset': () => ({ params: { provider: 'one' } }),
  'POST /api/v1/admin/breakers/{provider}/trip': () => ({ params: { provider: 'one' } }),
  'POST /api/v1/admin/cache/invalidations': () => ({ json: { selector: { by: 'kind', kind: 'summarise' } } }),
  'GET /api/v1/admin/cache/{id}': ({ ctx, owner }) => byId(addCacheEntry(ctx, owner)),
  'DELETE /api/v1/admin/cache/{id}': ({ ctx, owner }) => byId(addCacheEntry(ctx, owner)),
  'POST /api/v1/admin/providers': () => ({
    json: { name: 'own-server', baseUrl: 'https://192.0.43.8/v1', model: 'small' },
  }),
  'POST /api/v1/admin/providers/check': () => ({
    // Nobody is there, which is an outcome like another.
    json: { baseUrl: 'http://127.0.0.1:1/v1', model: 'small' },
  }),
  async 'PUT /api/v1/admin/providers/order'({ ctx, owner: { workspaceId } }) {
    const rows = await ctx.db.prisma.modelProvider.findMany({ where: { workspaceId } })
    return { json: { order: ['environment', ...rows.map(({ id }) => id)] } }
  },
  'PATCH /api/v1/admin/providers/{id}': async (world) => ({
    ...(await byId(newProvider(world))),
    json: { model: 'larger' },
  }),
  'DELETE /api/v1/admin/providers/{id}': (world) => byId(newProvider(world)),
  async 'GET /api/v1/admin/requests/{requestId}'({ ask }) {
    const requestId = newId()
    await ask('POST /api/v1/documents', { json: { title: 'x' }, headers: { 'x-request-id': requestId } })
    return { params: { requestId } }
  },
  async 'POST /api/v1/admin/tasks/bulk'({ ask }) {
    const { id, asOf } = await ask('POST /api/v1/admin/tasks/bulk/count', { json: bulk })
    return { json: { ...bulk, id, asOf } }
  },
  'POST /api/v1/admin/tasks/bulk/count': () => ({ json: bulk }),
  'GET /api/v1/admin/tasks/bulk/{id}': (world) => byId(startedBulk(world)),
  'POST /api/v1/admin/tasks/bulk/{id}/stop': (world) => byId(startedBulk(world)),
  'PUT /api/v1/admin/cache/kinds/{kind}': () => ({ params: { kind: 'ocr' } }),
  'DELETE /api/v1/admin/cache/kinds/{kind}': () => ({ params: { kind: 'ocr' } }),
  'PUT /api/v1/admin/cache/similarity': () => ({ json: { enabled: false } }),
  'GET /api/v1/admin/recovery/failed-requests': () => ({ path: '/?provider=one&fault=overloaded' }),
  'GET /api/v1/admin/recovery/failed-requests/{id}': ({ ctx, owner }) => byId(addFailedRequest(ctx, owner)),
  'POST /api/v1/admin/recovery/failed-requests/{id}/replays': async ({ ctx, owner }) => ({
    ...(await byId(addFailedRequest(ctx, owner))),
    json: { step: 0, provider: 'one' },
  }),
  'PUT /api/v1/admin/recovery/kinds/{kind}': () => ({
    params: { kind: 'summarise' },
    json: { off: ['stale-cache'], order: ['local-engine'] },
  }),
  'DELETE /api/v1/admin/recovery/kinds/{kind}': () => ({ params: { kind: 'summarise' } }),
  'PUT /api/v1/admin/tasks/kinds/{kind}/cap': () => ({ params: { kind: 'ocr' } }),
  'PUT /api/v1/admin/tasks/person-cap': () => ({}),
  'POST /api/v1/admin/tasks/kinds/{kind}/pause': () => ({ params: { kind: 'ocr' } }),
  'POST /api/v1/admin/tasks/kinds/{kind}/resume': () => ({ params: { kind: 'ocr' } }),
  'GET /api/v1/admin/tasks/{id}': (world) => byId(newTask(world)),
  'POST /api/v1/api-keys': () => ({}),
  'DELETE /api/v1/api-keys/{id}': async ({ ask }) => byId(String((await ask('POST /api/v1/api-keys')).id)),
  'GET /api/v1/attachments/{id}': (world) => byId(upload(world)),
  'DELETE /api/v1/attachments/{id}': (world) => byId(upload(world)),
  'POST /api/v1/documents': () => ({ json: { title: 'Made' } }),
  'GET /api/v1/documents/{id}': (world) => byId(newPage(world)),
  'GET /api/v1/documents/{id}/attribution': (world) => byId(newPage(world)),
  'GET /api/v1/contributions/{id}': (world) => byId(newContribution(world)),
  'GET /api/v1/documents/{id}/blocks': (world) => byId(newPage(world)),
  'POST /api/v1/documents/{id}/contributions': byAgent,
  'GET /api/v1/documents/{id}/provenance': (world) => byId(newPage(world)),
  'GET /api/v1/documents/{id}/pending-results': (world) => byId(newPage(world)),
  'PATCH /api/v1/documents/{id}': (world) => byId(newPage(world)),
  'DELETE /api/v1/documents/{id}': (world) => byId(newPage(world)),
  'GET /api/v1/documents/{id}/links': (world) => byId(newPage(world)),
  'POST /api/v1/documents/{id}/links': (world) => byId(newPage(world)),
  'GET /api/v1/documents/{id}/people': (world) => byId(newPage(world)),
  async 'GET /api/v1/documents/{id}/attachments'(world) {
    const id = await newPage(world)
    await addAttachment(world.ctx, world.owner, id)
    return byId(id)
  },
  'POST /api/v1/documents/{id}/attachments': async (world) => ({
    ...(await byId(newPage(world))),
    ...{ path: '/?name=a.gif', body: new Uint8Array(GIF) },
  }),
  'POST /api/v1/documents/{id}/restore': (world) => byId(trashedPage(world)),
  'POST /api/v1/invitations': () => ({ json: { email: `${newId()}@example.org` } }),
  'GET /api/v1/invitations/offer/{token}': async ({ ctx, owner }) => ({
    params: { token: (await addInvitation(ctx, owner)).token },
  }),
  'POST /api/v1/invitations/offer/{token}': async ({ ctx, owner }) => ({
    ...{ cookie: '', params: { token: (await addInvitation(ctx, owner)).token } },
  }),
  'DELETE /api/v1/invitations/{id}': async ({ ctx, owner }) => byId((await addInvitation(ctx, owner)).id),
  'POST /api/v1/invitations/{id}/renew': async ({ ctx, owner }) => byId((await addInvitation(ctx, owner)).id),
  async 'DELETE /api/v1/links/{id}'(world) {
    const { ask } = world
    const { id } = await ask('POST /api/v1/documents/{id}/links', await byId(newPage(world)))
    return byId(String(id))
  },
  'PATCH /api/v1/me': async (world) => ({ cookie: (await newMember(world)).cookie, json: { hue: 12 } }),
  'PUT /api/v1/me/avatar': () => ({ body: new Uint8Array(PNG) }),
  'DELETE /api/v1/me/avatar': () => ({}),
  'POST /api/v1/me/password': ofSigner,
  'PATCH /api/v1/members/{id}': async (world) => ({
    ...{ params: { id: (await newMember(world)).userId }, json: { role: 'guest' } },
  }),
  'DELETE /api/v1/members/{id}': async (world) => byId((await newMember(world)).userId),
  'POST /api/v1/members/{id}/erase': async (world) => byId((await newMember(world)).userId),
  'POST /api/v1/members/{id}/reset-link': async ({ ctx, owner: { workspaceId } }) =>
    byId((await createSigner(ctx, PASSWORD, { workspaceId })).userId),
  'POST /api/v1/password-resets': () => ({ cookie: '' }),
  'POST /api/v1/password-resets/offer': async (world) => ({
    ...{ cookie: '', json: { token: await resetToken(world) } },
  }),
  'POST /api/v1/password-resets/use': async (world) => ({
    ...{ cookie: '', json: { token: await resetToken(world), password: PASSWORD } },
  }),
  async 'GET /api/v1/people/{id}/avatar'({ ask, owner }) {
    await ask('PUT /api/v1/me/avatar', { body: new Uint8Array(PNG) })
    return byId(owner.userId)
  },
  async 'POST /api/v1/registration'({ ctx }) {
    await ctx.db.prisma.workspace.updateMany({ data: { registration: 'open' } })
    return { cookie: '' }
  },
  async 'POST /api/v1/session'({ ctx, owner: { workspaceId } }) {
    const { email } = await createSigner(ctx, PASSWORD, { workspaceId })
    return { cookie: '', json: { email, password: PASSWORD } }
  },
  'DELETE /api/v1/session': async (world) => ({ cookie: (await newMember(world)).cookie }),
  'DELETE /api/v1/sessions': async (world) => ({ cookie: (await newMember(world)).cookie }),
  async 'DELETE /api/v1/sessions/{id}'({ ctx, owner }) {
    return byId((await signInAgain(ctx, owner)).sessionId)
  },
  // Possible once, on an empty server: called before everything else.
  'POST /api/v1/setup': () => ({ cookie: '' }),
  'POST /api/v1/tasks': () => ({ json: { request: summary } }),
  'GET /api/v1/tasks/{id}': (world) => byId(finishedTask(world)),
  'GET /api/v1/tasks/{id}/sources': (world) => byId(finishedTask(world)),
  'POST /api/v1/schedules': () => ({ json: newScheduleBody }),
  'DELETE /api/v1/schedules/{id}': (world) => byId(newSchedule(world)),
  'POST /api/v1/schedules/{id}/pause': (world) => byId(newSchedule(world)),
  'POST /api/v1/schedules/{id}/resume': (world) => byId(newSchedule(world)),
  'POST /api/v1/tasks/{id}/begin': (world) => byId(newTask(world)),
  'POST /api/v1/tasks/{id}/cancel': (world) => byId(newTask(world)),
  'POST /api/v1/tasks/{id}/insert': (world) => byId(finishedTask(world)),
  'POST /api/v1/tasks/{id}/retry': (world) => byId(newTask(world, 'FAILED')),
  'POST /api/v1/tasks/{id}/wrong-hit': (world) => byId(finishedTask(world, { cacheKey: 'summarise:1' })),
  'DELETE /api/v1/trash/{id}': (world) => byId(trashedPage(world)),
  'PATCH /api/v1/workspace': () => ({ json: { name: 'Another name' } }),
}

const summary = { kind: 'summarise', source: { type: 'text', text: 'The ferry leaves at nine.' } }
const newScheduleBody = { request: summary, cron: '0 9 * * 1', timeZone: 'Europe/Paris' }
