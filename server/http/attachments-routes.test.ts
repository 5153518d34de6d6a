import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { ATTACHMENT_MAX_BYTES, AttachmentView } from '#server/contracts/documents.ts'
import { sweepAttachments } from '#server/documents/sweep-attachments.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { newStorageKey } from '#server/platform/storage.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createKey, createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { GET as read } from '../../app/api/v1/attachments/[id]/route.ts'
import { POST as upload } from '../../app/api/v1/documents/[id]/attachments/route.ts'
import { provideWebContext } from './web-context.ts'

let ctx: Context
let now = Date.now()
let owner: TestPerson
let page: string
let png: Uint8Array<ArrayBuffer>

beforeAll(async () => {
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '100' }, { clock: { now: () => now } })
  provideWebContext(ctx)
  owner = await createPerson(ctx)
  page = await createPage(ctx, owner)
  png = new Uint8Array(
    await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  )
})

type Options = {
  name?: string
  to?: string
  as?: { cookie?: string; key?: string }
  headers?: Record<string, string>
}
function send(
  body: BodyInit,
  { name = 'x', to = page, as = { cookie: owner.cookie }, headers = {} }: Options = {},
) {
  return callRoute(upload, {
    method: 'POST',
    path: `/?${new URLSearchParams({ name })}`,
    params: { id: to },
    body,
    ...as,
    headers,
  })
}
async function kept(body: BodyInit, options?: Options): Promise<AttachmentView> {
  const response = await send(body, options)
  expect(response.status).toBe(201)
  return AttachmentView.parse(await response.json())
}
const get = (id: string, headers: Record<string, string> = {}) =>
  callRoute(read, { params: { id }, cookie: owner.cookie, headers })

async function filesKept(): Promise<string[]> {
  const entries = await readdir(path.join(ctx.config.dataDir, 'attachments'), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

describe('an upload', () => {
  test('is what its bytes say, whatever its name and header claim', async () => {
    const image = await kept(png, { name: 'photo.html', headers: { 'content-type': 'text/html' } })
    expect(image).toMatchObject({
      name: 'photo.html',
      mediaType: 'image/png',
      width: 30,
      height: 20,
      bytes: png.length,
    })
    const page = await kept('<html><script>alert(1)</script></html>', {
      name: 'a.png',
      headers: { 'content-type': 'image/png' },
    })
    expect(page.mediaType).toBe('text/plain')
    expect(page.width).toBeNull()
    const response = await get(page.id)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
  })

  test.each([
    ['letters of two and four bytes', 'für 😀', 'text/plain'],
    ['a character cut in two at the end of the sample', `${'a'.repeat(65_535)}ü`, 'text/plain'],
    ['a NUL', 'a\u0000b', 'application/octet-stream'],
    ['bytes that are no UTF-8', new Uint8Array([0x66, 0xfc, 0x72]), 'application/octet-stream'],
  ])('with %s is text or is not', async (_title, body, mediaType) => {
    expect((await kept(body)).mediaType).toBe(mediaType)
  })

  test('of a photo is kept without the place that its camera wrote down, and the original is gone', async () => {
    const before = await filesKept()
    const photo = await sharp(png)
      .jpeg()
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } })
      .toBuffer()
    const image = await kept(new Uint8Array(photo), { name: 'holiday.jpg' })
    const bytes = new Uint8Array(await (await get(image.id)).arrayBuffer())
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()
    expect(image.bytes).toBe(bytes.length)
    expect(await filesKept()).toHaveLength(before.length + 1)
  })

  test('tells its length with its bytes', async () => {
    const file = await kept('some text')
    const response = await get(file.id)
    expect(response.headers.get('x-weft-body-length')).toBe('9')
    expect(await response.text()).toBe('some text')
  })

  test('that only begins like an image is no image', async () => {
    const polyglot = await kept('GIF89a/*\u0000*/=1;alert(document.domain)//', { name: 'a.gif' })
    expect(polyglot.mediaType).toBe('application/octet-stream')
    expect((await kept(png.slice(0, 24), { name: 'cut.png' })).mediaType).toBe('application/octet-stream')
  })

  test('of a vector image is a download without script', async () => {
    const svg = await kept('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', { name: 'a.svg' })
    const response = await get(svg.id)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('with more than 50 million pixels is refused by its header alone, and leaves nothing behind', async () => {
    const before = await filesKept()
    const bomb = await sharp({ create: { width: 10_000, height: 6_000, channels: 3, background: 'white' } })
      .png()
      .toBuffer()
    expect((await send(new Uint8Array(bomb))).status).toBe(413)
    expect(await filesKept()).toEqual(before)
  })

  test('that is empty, too large or cut off is refused and leaves nothing behind', async () => {
    const before = await filesKept()
    const rows = await ctx.db.prisma.attachment.count()
    expect((await send('')).status).toBe(400)
    expect(
      (await send('x', { headers: { 'content-length': String(ATTACHMENT_MAX_BYTES + 1) } })).status,
    ).toBe(413)
    const chunk = new Uint8Array(1_048_576)
    expect((await send(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }))).status).toBe(
      413,
    )
    let sent = 0
    const broken = new ReadableStream({
      pull(controller) {
        if (sent++ < 3) controller.enqueue(chunk)
        else controller.error(new Error('the client went away'))
      },
    })
    expect((await send(broken)).status).toBe(400)
    expect(await filesKept()).toEqual(before)
    expect(await ctx.db.prisma.attachment.count()).toBe(rows)
  })

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\x\\y\u0000.png', 'y.png'],
    ['bell\u0007.png', 'bell .png'],
    ['a\r\nSet-Cookie: x=1', 'a Set-Cookie: x=1'],
    ['..', 'file'],
    ['', 'file'],
    ['exe.\u202egnp', 'exe. gnp'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(196)}.pdf`],
  ])('named %j is called %j', async (name, called) => {
    expect((await kept('bytes', { name })).name).toBe(called)
  })

  test('needs the right to edit the page', async () => {
    const guest = await createPerson(ctx, { workspaceId: owner.workspaceId, role: 'guest' })
    await ctx.db.prisma.documentAccess.create({
      data: { documentId: page, subject: 'person', userId: guest.userId, role: 'commenter' },
    })
    const readKey = await createKey(ctx, owner.userId, owner.workspaceId, ['read'])
    const before = await filesKept()
    expect((await send(png, { as: { cookie: guest.cookie } })).status).toBe(403)
    expect((await send(png, { as: { key: readKey } })).status).toBe(403)
    expect((await send(png, { to: newId() })).status).toBe(404)
    expect(await filesKept()).toEqual(before)
  })

  test('whose right ends while it is sent is not kept', async () => {
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
    const before = await filesKept()
    const slow = new ReadableStream<Uint8Array>({
      async pull(controller) {
        controller.enqueue(png)
        await ctx.db.prisma.document.update({ where: { id: page }, data: { trashedAt: new Date() } })
        controller.close()
      },
    })
    expect((await send(slow, { as: { cookie: member.cookie } })).status).toBe(404)
    await ctx.db.prisma.document.update({ where: { id: page }, data: { trashedAt: null } })
    expect(await filesKept()).toEqual(before)
  })
})

describe('reading', () => {
  test('gives the very bytes, inline for an image, kept by the browser but asked for each time', async () => {
    const { id, url } = await kept(png, { name: 'Zoë "1" 100%.png' })
    expect(url).toBe(`/api/v1/attachments/${id}`)
    const response = await get(id)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(png)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('content-disposition')).toBe(
      `inline; filename="Zo_ _1_ 100_.png"; filename*=UTF-8''Zo%C3%AB%20%221%22%20100%25.png`,
    )
    expect(response.headers.get('cache-control')).toBe('private, no-cache, no-transform')
    const etag = response.headers.get('etag') ?? ''
    expect((await get(id, { 'if-none-match': `"x", W/${etag}` })).status).toBe(304)
    expect((await get(id, { 'if-none-match': '"x"' })).status).toBe(200)
  })

  test('gives parts, and refuses what is outside or too many', async () => {
    const { id } = await kept('0123456789')
    const part = async (range: string, headers = {}) => {
      const response = await get(id, { range, ...headers })
      return [response.status, await response.text(), response.headers.get('content-range')]
    }
    expect(await part('bytes=2-4')).toEqual([206, '234', 'bytes 2-4/10'])
    expect(await part('bytes=7-')).toEqual([206, '789', 'bytes 7-9/10'])
    expect(await part('bytes=-3')).toEqual([206, '789', 'bytes 7-9/10'])
    expect(await part('bytes=5-999')).toEqual([206, '56789', 'bytes 5-9/10'])
    expect(await part('bytes=-999')).toEqual([206, '0123456789', 'bytes 0-9/10'])
    expect(await part('lines=1-2')).toEqual([200, '0123456789', null])
    expect(await part('bytes=2-4', { 'if-range': '"other"' })).toEqual([200, '0123456789', null])
    for (const range of [
      'bytes=10-',
      'bytes=5-2',
      'bytes=-0',
      'bytes=-',
      'bytes=x',
      `bytes=${'0-0,'.repeat(10_000)}1-1`,
    ])
      expect(await part(range)).toEqual([416, '', 'bytes */10'])
  })

  test('is decided by the page that it was uploaded to, wherever its address was pasted', async () => {
    const { id } = await kept(png)
    const stranger = await createPerson(ctx)
    await createPage(ctx, stranger, { title: `/api/v1/attachments/${id}` })
    const missing = await (await callRoute(read, { params: { id: newId() }, cookie: stranger.cookie })).json()
    const foreign = await (await callRoute(read, { params: { id }, cookie: stranger.cookie })).json()
    expect({ ...foreign, requestId: '' }).toEqual({ ...missing, requestId: '' })
    expect(foreign.status).toBe(404)
    await ctx.db.prisma.document.update({ where: { id: page }, data: { trashedAt: new Date() } })
    expect((await get(id)).status).toBe(404)
    await ctx.db.prisma.document.update({ where: { id: page }, data: { trashedAt: null } })
  })

  test('says not found when the bytes are gone', async () => {
    const { id } = await kept('x')
    const row = await ctx.db.prisma.attachment.findUniqueOrThrow({ where: { id } })
    await ctx.storage.remove(row.storageKey)
    expect((await get(id)).status).toBe(404)
  })
})

test('the sweep removes bytes that no row names once they are a day old, and nothing else', async () => {
  const { id } = await kept(png)
  const orphan = newStorageKey()
  await ctx.storage.write(orphan, Readable.from([png]), 1e6)
  expect(await sweepAttachments(ctx)).toBe(0)
  now += 86_400_000 + 60_000
  expect(await sweepAttachments(ctx)).toBe(1)
  now = Date.now()
  await expect(ctx.storage.read(orphan)).rejects.toMatchObject({ code: 'not-found' })
  expect((await get(id)).status).toBe(200)
})
