import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { Me } from '#server/contracts/accounts.ts'
import { MESSAGE } from '#server/contracts/collaboration.ts'
import { AVATAR_MAX_BYTES } from '#server/contracts/profile.ts'
import type { Context } from '#server/platform/context.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { auditOf } from '#server/testing/signed-in.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { PUT as putAvatar, DELETE as removeAvatar } from '../../app/api/v1/me/avatar/route.ts'
import { PATCH as patchMe } from '../../app/api/v1/me/route.ts'
import { GET as getAvatar } from '../../app/api/v1/people/[id]/avatar/route.ts'
import { provideWebContext } from '../http/web-context.ts'

let ctx: Context
let url: string

beforeAll(async () => {
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '100' })
  provideWebContext(ctx)
  url = (await serve(ctx)).url
})

/** A wide photo with a place in its metadata, as a phone makes it. */
async function photo(width = 900, height = 400): Promise<Buffer> {
  return await sharp({ create: { width, height, channels: 3, background: '#884422' } })
    .withExif({
      IFD0: { Make: 'Canary camera' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' },
    })
    .jpeg()
    .toBuffer()
}
const put = (person: TestPerson, body: Uint8Array) =>
  callRoute(putAvatar, { method: 'PUT', cookie: person.cookie, body: new Uint8Array(body) })
const see = (person: TestPerson, of: TestPerson, headers: Record<string, string> = {}) =>
  callRoute(getAvatar, { cookie: person.cookie, params: { id: of.userId }, headers })

describe('a picture', () => {
  test('is kept as a square WebP of at most 256 pixels without the metadata, and served so that nothing runs', async () => {
    const ada = await createPerson(ctx)
    const answer = await put(ada, await photo())
    expect(answer.status).toBe(200)
    expect(Me.parse(await answer.json()).avatar).toMatch(new RegExp(`^/api/v1/people/${ada.userId}/avatar`))
    const response = await see(ada, ada)
    const bytes = Buffer.from(await response.arrayBuffer())
    const { format, width, height, exif } = await sharp(bytes).metadata()
    expect({ format, width, height, exif }).toEqual({
      format: 'webp',
      width: 256,
      height: 256,
      exif: undefined,
    })
    expect(bytes.includes('Canary')).toBe(false)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
    })
    const again = await see(ada, ada, { 'if-none-match': response.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    expect(await auditOf(ctx, ada.userId)).toEqual(['avatar.changed'])
  })

  test('of a small side is not blown up', async () => {
    const ada = await createPerson(ctx)
    await put(ada, await photo(64, 40))
    const { width, height } = await sharp(Buffer.from(await (await see(ada, ada)).arrayBuffer())).metadata()
    expect([width, height]).toEqual([40, 40])
  })

  test.each([
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script/></svg>')],
    ['text', Buffer.from('GIF89a this is not a picture')],
    ['nothing', Buffer.alloc(0)],
  ])('that is %s is refused, and the old one stays', async (_what, bytes) => {
    const ada = await createPerson(ctx)
    await put(ada, await photo())
    const response = await put(ada, bytes)
    expect(response.status).toBe(415)
    expect((await see(ada, ada)).status).toBe(200)
  })

  test('cut off in the middle is refused', async () => {
    const ada = await createPerson(ctx)
    const whole = await photo()
    expect((await put(ada, whole.subarray(0, whole.length / 2))).status).toBe(415)
  })

  test('beyond the limits of bytes and pixels is refused with the limit in the sentence', async () => {
    const ada = await createPerson(ctx)
    const large = await put(ada, Buffer.alloc(AVATAR_MAX_BYTES + 1))
    expect(large.status).toBe(413)
    expect((await large.json()).detail).toContain('10 MiB')
    const bomb = await sharp({
      create: { width: 12_000, height: 6_000, channels: 3, background: '#fff' },
      limitInputPixels: false,
    })
      .png({ compressionLevel: 9 })
      .toBuffer()
    const many = await put(ada, bomb)
    expect(many.status).toBe(413)
    expect((await many.json()).detail).toContain('50 million pixels')
  })

  test('is seen by colleagues, guests too, and by nobody else', async () => {
    const ada = await createPerson(ctx)
    await put(ada, await photo())
    const guest = await createPerson(ctx, { workspaceId: ada.workspaceId, role: 'guest' })
    const stranger = await createPerson(ctx)
    expect((await see(guest, ada)).status).toBe(200)
    expect((await see(stranger, ada)).status).toBe(404)
    expect((await callRoute(getAvatar, { params: { id: ada.userId } })).status).toBe(401)
  })

  test('is gone when its person takes it away', async () => {
    const ada = await createPerson(ctx)
    await put(ada, await photo())
    const answer = await callRoute(removeAvatar, { method: 'DELETE', cookie: ada.cookie })
    expect(Me.parse(await answer.json()).avatar).toBeNull()
    expect((await see(ada, ada)).status).toBe(404)
    expect(await ctx.db.prisma.avatar.count({ where: { userId: ada.userId } })).toBe(0)
  })
})

describe('a new name or colour', () => {
  const change = (person: TestPerson, json: unknown) =>
    callRoute(patchMe, { method: 'PATCH', cookie: person.cookie, json })

  test('reaches the open pages of the person and of the others', async () => {
    const ada = await createPerson(ctx)
    const bob = await createPerson(ctx, { workspaceId: ada.workspaceId })
    const page = await createPage(ctx, ada)
    const adas = await new RawClient(url, page, { headers: browserHeaders(ada) }).whenSynced()
    const bobs = await new RawClient(url, page, { headers: browserHeaders(bob) }).whenSynced()
    const response = await change(ada, { name: 'Augusta', hue: 30 })
    expect(Me.parse(await response.json())).toMatchObject({ name: 'Augusta', hue: 30 })
    await put(ada, await photo())
    const told = () =>
      adas.json(MESSAGE.person) as { name?: string; hue?: number; avatar?: string } | undefined
    await until('the own page told', () => told()?.name === 'Augusta' && told()?.avatar)
    // Whatever the client says of itself, the others hear the name and the face that the account has now.
    adas.say(7, 1, { user: { id: ada.userId, name: 'Root', hue: 1, avatar: null } })
    await until('the others', () => bobs.stateOf(7))
    expect(bobs.stateOf(7)).toEqual({ user: told() })
    adas.close()
    bobs.close()
  })

  test.each([{}, { name: ' \u202e ' }, { name: 'x'.repeat(81) }, { hue: 360 }, { hue: -1 }, { hue: 1.5 }])(
    'that is %j is refused',
    async (json) => {
      expect((await change(await createPerson(ctx), json)).status).toBe(400)
    },
  )

  test('cannot come with anything else', async () => {
    const ada = await createPerson(ctx)
    await change(ada, { name: 'Ada', email: 'root@example.org', suspendedAt: null, emailVerified: true })
    const row = await ctx.db.prisma.user.findUniqueOrThrow({ where: { id: ada.userId } })
    expect(row).toMatchObject({ name: 'Ada', email: ada.email, emailVerified: false })
  })
})
