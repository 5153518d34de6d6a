import { getSchema } from '@tiptap/core'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSE, Hello, MESSAGE, ROOT } from '#server/contracts/collaboration.ts'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { blockElement, setAttribute } from '#server/document-model/page-content.ts'
import { bodyTextOf } from '#server/document-model/plain-text.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { FIRST_SCHEMA } from '#server/testing/first-schema.ts'
import { HeadlessEditor } from '#server/testing/headless-editor.ts'
import { browserHeaders, RawClient, type RawClientOptions } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { editDocument } from './edit-document.ts'
import { readDocument } from './read-document.ts'

const ctx = await createTestContext()
const one = await serve(ctx)
const other = await serve(ctx)
const ada = await createPerson(ctx)
const first = getSchema(FIRST_SCHEMA)
const now = getSchema(documentExtensions())

const clients: RawClient[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

function connect(page: string, options: RawClientOptions = {}, { url } = one): RawClient {
  const client = new RawClient(url, page, { saved: true, headers: browserHeaders(ada), ...options })
  clients.push(client)
  return client
}

const TABLE = { type: 'table', rows: [['a', 'b']] } as const

function addTable(doc: Y.Doc): void {
  doc.getXmlFragment(ROOT.body).insert(0, [blockElement(TABLE)])
}

const blocks = (doc: Y.Doc): number => doc.getXmlFragment(ROOT.body).length
const committed = async (page: string): Promise<number> => blocks((await readDocument(ctx, page)).doc)
const versionOf = async (id: string): Promise<number | undefined> =>
  (await ctx.db.prisma.document.findUnique({ where: { id } }))?.schemaVersion

test('a page is of the first version until a newer block is committed in it, then of that block’s', async () => {
  const page = await createPage(ctx, ada)
  const client = await connect(page).whenSynced()
  expect(Hello.parse(client.json(MESSAGE.hello)).schemaVersion).toBe(1)
  client.doc.getXmlFragment(ROOT.body).insert(0, [blockElement({ type: 'heading', text: 'old', level: 1 })])
  await until('the heading saved', async () => (await committed(page)) === 2)
  expect(await versionOf(page)).toBe(1)
  addTable(client.doc)
  await until('the table saved', async () => (await committed(page)) === 3)
  expect(await versionOf(page)).toBe(2)
  expect(Hello.parse((await connect(page).whenSynced()).json(MESSAGE.hello)).schemaVersion).toBe(2)
})

test('a new attribute of an old block counts too', async () => {
  const page = await createPage(ctx, ada)
  const client = await connect(page).whenSynced()
  const image = new Y.XmlElement('image')
  client.doc.getXmlFragment(ROOT.body).insert(0, [image])
  await until('the image saved', async () => (await committed(page)) === 2)
  expect(await versionOf(page)).toBe(1)
  setAttribute(image, 'widthPercent', 50)
  await until('its width saved', async () => (await versionOf(page)) === 2)
})

test.each([
  ['in the same process', one],
  ['in another process', other],
])(
  'an older editor %s is sent away before it hears of a newer block, and deletes nothing',
  async (_title, served) => {
    const page = await createPage(ctx, ada)
    const older = await connect(page, { schemaVersion: 1 }, served).whenSynced()
    const editor = new HeadlessEditor(first, older.doc)
    const newer = await connect(page).whenSynced()
    const before = blocks(newer.doc)
    addTable(newer.doc)
    expect(await older.whenClosed()).toBe(CLOSE.schemaTooOld)
    expect(blocks(older.doc)).toBe(before)
    await until('the table saved', async () => (await committed(page)) === 2)
    expect(await committed(page)).toBe(before + 1)
    expect(editor.outline).not.toContain('table')
  },
)

test('an older editor that opens a newer page gets nothing of it, and deletes nothing', async () => {
  const page = await createPage(ctx, ada)
  const newer = await connect(page).whenSynced()
  addTable(newer.doc)
  await until('the table saved', async () => (await committed(page)) === 2)
  const before = 2
  const older = connect(page, { schemaVersion: 1 })
  expect(await older.whenClosed()).toBe(CLOSE.schemaTooOld)
  expect(older.updates).toBe(0)
  expect(await committed(page)).toBe(before)
})

test('control: the same older editor, let in under a newer number, does delete', async () => {
  const page = await createPage(ctx, ada)
  const newer = await connect(page).whenSynced()
  addTable(newer.doc)
  await until('the table saved', async () => (await committed(page)) === 2)
  const before = 2
  const liar = await connect(page, { schemaVersion: 2 }).whenSynced()
  new HeadlessEditor(first, liar.doc)
  await until('the table gone', async () => (await committed(page)) === before - 1)
})

test('an editor of this version keeps every block, whoever wrote it', async () => {
  const page = await createPage(ctx, ada)
  const newer = await connect(page).whenSynced()
  addTable(newer.doc)
  await until('the table saved', async () => (await committed(page)) === 2)
  const reader = await connect(page).whenSynced()
  const editor = new HeadlessEditor(now, reader.doc)
  expect(editor.outline).toContain('tableHeader')
  editor.typeAfter('a', '!')
  await until('the letter at the other', () => bodyTextOf(newer.doc).startsWith('a! | b'))
  expect(await committed(page)).toBe(2)
})

test('a client that says nothing of itself writes on pages of the first version, and only reads newer ones', async () => {
  const page = await createPage(ctx, ada)
  const silent = await connect(page, { saved: false }).whenSynced()
  silent.doc.getText(ROOT.title).insert(0, 'x')
  await until(
    'its letter',
    async () => (await readDocument(ctx, page)).doc.getText(ROOT.title).toString() === 'xA page',
  )
  const newer = await connect(page).whenSynced()
  addTable(newer.doc)
  await until('the table at the silent one', () => blocks(silent.doc) === 2)
  expect(silent.closed).toBeUndefined()
  silent.doc.getText(ROOT.title).insert(0, 'y')
  expect(await silent.whenClosed()).toBe(CLOSE.schemaTooOld)
  expect((await readDocument(ctx, page)).doc.getText(ROOT.title).toString()).toBe('xA page')
})

test('what a job writes raises the version with it', async () => {
  const page = await createPage(ctx, ada)
  const older = await connect(page, { schemaVersion: 1 }).whenSynced()
  await editDocument(ctx, { kind: 'person', id: ada.userId }, page, addTable)
  expect(await versionOf(page)).toBe(2)
  expect(await older.whenClosed()).toBe(CLOSE.schemaTooOld)
  expect(older.updates).toBe(1)
})
