import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { revokeApiKey } from '#server/accounts/revoke-api-key.ts'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import { CreateContribution, WAITING_MAX } from '#server/contracts/contributions.ts'
import { appendContribution } from '#server/document-model/contribution-block.ts'
import { blockElement, type TextBlock } from '#server/document-model/page-content.ts'
import { findNamed } from '#server/document-model/passage.ts'
import { readPageAttribution } from '#server/documents/read-page-attribution.ts'
import { trashDocument } from '#server/documents/trash-document.ts'
import { erasePerson } from '#server/erasure/erase-person.ts'
import { newId } from '#server/platform/ids.ts'
import { readPageProvenance } from '#server/tasks/read-page-provenance.ts'
import { createAgent, type TestAgent } from '#server/testing/agent-key.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { addContribution } from './add-contribution.ts'
import { getContribution } from './get-contribution.ts'
import { listPageBlocks } from './list-page-blocks.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const ben = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Ben' })
const stranger = await createPerson(ctx)
const WORDS = 'The northern mill waits for its thread until the first of March.'
let agent: TestAgent
let page: string
beforeEach(async () => {
  agent = await createAgent(ctx, ada)
  page = await createPage(ctx, ada)
  await write({ type: 'heading', level: 2, text: 'Looms' }, { type: 'paragraph', text: 'They stand still.' })
})

function write(...blocks: TextBlock[]) {
  return editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) => {
    const body = doc.getXmlFragment(ROOT.body)
    body.delete(0, body.length)
    body.insert(0, blocks.map(blockElement))
  })
}

const add = (input: object, by = agent.actor, id = page) =>
  addContribution(ctx, by, id, CreateContribution.parse(input))
const TABLE = { type: 'table', header: false }
const paragraphOf = (text: string) => ({ type: 'paragraph', content: [{ text }] })
const blocksOf = async () => (await listPageBlocks(ctx, ada.actor, { id: page })).blocks

/** The blocks of the page: of a pending one, in brackets what it holds. */
async function outline(): Promise<string[]> {
  const { doc } = await readDocument(ctx, page)
  return doc
    .getXmlFragment(ROOT.body)
    .toArray()
    .map((block) => {
      const text = block.toString().replace(/<[^>]*>/g, '')
      return block instanceof Y.XmlElement && block.nodeName === 'jobResult' ? `[${text}]` : text
    })
}

/** Takes the pending block away and puts its words into the page, as somebody does who accepts it. */
function accept(id: string, text = WORDS) {
  return editDocument(ctx, { kind: 'person', id: ben.userId }, page, (doc) => {
    const body = doc.getXmlFragment(ROOT.body)
    for (const [at, node] of [...body.toArray().entries()].toReversed())
      if (node instanceof Y.XmlElement && node.nodeName === 'jobResult') body.delete(at, 1)
    const words = new Y.XmlText()
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [words])
    body.push([paragraph])
    words.insert(0, text, { provenance: { taskId: id } })
  })
}

describe('what a key adds as agent', () => {
  test('waits in the page in the name of the key, and of the person it writes for', async () => {
    const view = await add({ markdown: `${WORDS}\n\n- one\n- two` })
    expect(view).toEqual({
      ...{ id: view.id, documentId: page, userId: ada.userId, createdAt: expect.any(String) },
      ...{ key: { name: 'Nightly notes', revoked: false }, state: 'waiting' },
    })
    expect(await outline()).toEqual(['Looms', 'They stand still.', `[${WORDS}onetwo]`])
    const update = await ctx.db.prisma.documentUpdate.findFirst({
      where: { documentId: page },
      orderBy: { seq: 'desc' },
    })
    expect(update).toMatchObject({ actorKind: 'agent', actorId: agent.keyId })
    const [trail] = await ctx.db.prisma.auditEvent.findMany({ where: { actorId: agent.keyId } })
    expect(trail).toMatchObject({
      action: 'contribution.added',
      actorKind: 'agent',
      subjectId: page,
      detail: { contributionId: view.id, userId: ada.userId },
    })
  })

  test('stands behind the block that is named, also by a link to it, and where that was moved to', async () => {
    const [heading] = await blocksOf()
    await add({ markdown: 'first', place: { at: 'after', block: `#${heading?.name}` } })
    expect(await outline()).toEqual(['Looms', '[first]', 'They stand still.'])
    await write({ type: 'paragraph', text: 'Above' }, { type: 'heading', level: 2, text: 'Looms' })
    await add({ markdown: 'moved', place: { at: 'after', block: heading?.name } })
    expect(await outline()).toEqual(['Above', 'Looms', '[moved]'])
  })

  test('would take the place of a passage with the words that were read: a change of them is seen, and so is their removal', async () => {
    const [, paragraph] = await blocksOf()
    expect(paragraph).toMatchObject({ type: 'paragraph', markdown: 'They stand still.' })
    const place = { at: 'replace', passage: paragraph?.passage }
    await add({ markdown: 'They run again.', place })
    const { doc } = await readDocument(ctx, page)
    const pending = doc.getXmlFragment(ROOT.body).get(2)
    if (!(pending instanceof Y.XmlElement)) throw new Error('nothing waits')
    const passage = pending.getAttribute('passage')
    expect(findNamed(doc, passage)?.changed).toBe(false)
    const second = doc.getXmlFragment(ROOT.body).get(1)
    if (second instanceof Y.XmlElement && second.get(0) instanceof Y.XmlText)
      (second.get(0) as Y.XmlText).insert(4, ' all')
    expect(findNamed(doc, passage)?.changed).toBe(true)
    await write({ type: 'paragraph', text: 'Nothing of it is left here at all.' })
    await expect(add({ markdown: 'too late', place })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('goes nowhere where its block is gone, and leaves no row behind', async () => {
    const block = { at: 'after', block: 'block-1-1' }
    await expect(add({ markdown: 'x', place: block })).rejects.toMatchObject({ code: 'conflict' })
    expect(await ctx.db.prisma.contribution.count({ where: { documentId: page } })).toBe(0)
    expect((await outline()).length).toBe(2)
  })

  test('is data: scripts, pictures and addresses that the page does not hold become text', async () => {
    await add({
      markdown:
        '<script>alert(1)</script> ![x](https://evil.test/?q=1) [bill](https://evil.test) [run](javascript:alert(1))',
    })
    const { doc } = await readDocument(ctx, page)
    const written = doc.getXmlFragment(ROOT.body).toString()
    expect(written).not.toMatch(/<image|<link|href=/)
    expect(written).toContain('bill (https://evil.test)')
    const picture = { type: 'image', attachmentId: page, alt: '', width: null, height: null }
    expect(CreateContribution.safeParse({ blocks: [picture] }).success).toBe(false)
    const run = { text: 'bill', href: 'https://evil.test' }
    await add({
      blocks: [{ type: 'list', ordered: false, items: [{ content: [run], items: [{ content: [run] }] }] }],
    })
    expect((await outline()).at(-1)).toBe('[bill (https://evil.test)bill (https://evil.test)]')
  })

  test('a link that the page holds already stays a link', async () => {
    await editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) => {
      const text = new Y.XmlText()
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [text])
      doc.getXmlFragment(ROOT.body).push([paragraph])
      text.insert(0, 'known', { link: { href: 'https://example.org/known' } })
    })
    await add({ markdown: '[see](https://example.org/known)' })
    const { doc } = await readDocument(ctx, page)
    expect(
      doc
        .getXmlFragment(ROOT.body)
        .toString()
        .match(/example\.org\/known/g),
    ).toHaveLength(2)
  })

  test.each([
    ['nothing', { markdown: ' \n\n --- ' }],
    [
      'more cells than anybody reads',
      { markdown: `${'|a'.repeat(900)}|\n${'|--'.repeat(900)}|\n${'|b|\n'.repeat(900)}` },
    ],
    ['more rows than a call may have arguments', { blocks: [{ ...TABLE, rows: Array(300_000).fill([]) }] }],
    ['more lines than anybody reads', { blocks: [paragraphOf('x\n'.repeat(2_001))] }],
    ['more entries than anybody reads', { markdown: '- a\n'.repeat(2_001) }],
    ['blocks with more letters than allowed', { blocks: [{ type: 'code', text: 'x'.repeat(100_001) }] }],
  ])('%s is refused, and changes nothing', async (_, input) => {
    await expect(add(input)).rejects.toMatchObject({ code: 'invalid-input' })
    expect(await outline()).toHaveLength(2)
  })

  test('Markdown and blocks, neither of them, and a name that is none are no input', () => {
    for (const wrong of [
      {},
      { markdown: 'x', blocks: [] },
      { markdown: 'x'.repeat(100_001) },
      { markdown: 'x', place: { at: 'after', block: '1-2' } },
      { markdown: 'x', place: { at: 'replace', passage: '01.02' } },
    ])
      expect(CreateContribution.safeParse(wrong).success).toBe(false)
  })

  test('fills no page: so many wait, and not one more until somebody has looked', async () => {
    await add({ markdown: 'first' })
    await editDocument(ctx, { kind: 'agent', id: agent.keyId }, page, (doc) => {
      for (let n = 1; n < WAITING_MAX; n++)
        appendContribution(doc, {
          ...{ id: newId(), place: { at: 'end' } },
          blocks: [{ type: 'paragraph', content: [{ text: `${n}` }] }],
        })
    })
    await expect(add({ markdown: 'one more' })).rejects.toMatchObject({ code: 'conflict' })
    await write({ type: 'paragraph', text: 'all rejected' })
    expect((await add({ markdown: 'one more' })).state).toBe('waiting')
    const clients = await ctx.db.prisma.documentClient.count({
      where: { documentId: page, actorKind: 'agent' },
    })
    // However often it writes, the page remembers one writer.
    expect(clients).toBe(1)
  })
})

describe('a key writes as agent', () => {
  test('only where its owner may edit at this moment', async () => {
    const { documentId } = await ctx.db.prisma.documentAccess.update({
      where: {
        id: (
          await ctx.db.prisma.documentAccess.findFirstOrThrow({
            where: { documentId: page, subject: 'workspace' },
          })
        ).id,
      },
      data: { role: 'viewer' },
    })
    const bens = await createAgent(ctx, ben)
    await expect(add({ markdown: 'x' }, bens.actor, documentId)).rejects.toMatchObject({ code: 'forbidden' })
    await ctx.db.prisma.membership.deleteMany({ where: { userId: ben.userId } })
    await expect(add({ markdown: 'x' }, bens.actor)).rejects.toMatchObject({ code: 'not-found' })
    await ctx.db.prisma.membership.create({
      data: { userId: ben.userId, workspaceId: ben.workspaceId, role: 'member' },
    })
  })

  test('never in another workspace, also not in one that its owner belongs to, and in no page of the trash', async () => {
    const foreign = await createPage(ctx, stranger)
    await expect(add({ markdown: 'x' }, agent.actor, foreign)).rejects.toMatchObject({ code: 'not-found' })
    await ctx.db.prisma.membership.create({
      data: { userId: ada.userId, workspaceId: stranger.workspaceId, role: 'owner' },
    })
    await expect(add({ markdown: 'x' }, agent.actor, foreign)).rejects.toMatchObject({ code: 'not-found' })
    await ctx.db.prisma.membership.deleteMany({
      where: { userId: ada.userId, workspaceId: stranger.workspaceId },
    })
    await trashDocument(ctx, ada.actor, page)
    await expect(add({ markdown: 'x' })).rejects.toMatchObject({ code: 'not-found' })
  })

  test('not after it was revoked, whatever this process still remembers; what waits stays, and says so', async () => {
    const { id } = await add({ markdown: WORDS })
    await revokeApiKey(ctx, ada.actor, agent.keyId)
    await expect(add({ markdown: 'again' })).rejects.toMatchObject({ code: 'sign-in-required' })
    expect(await outline()).toEqual(['Looms', 'They stand still.', `[${WORDS}]`])
    expect(await getContribution(ctx, ben.actor, { id })).toMatchObject({
      key: { name: 'Nightly notes', revoked: true },
      state: 'waiting',
    })
  })

  test('and a session, which writes into the page itself, does not', async () => {
    await expect(add({ markdown: 'x' }, ada.actor)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a passage that names a contribution', () => {
  const passages = async (by = ada) => (await readPageProvenance(ctx, by.actor, { id: page })).passages

  test('is told with its key, for whom it wrote, who accepted it, and that the words are its own', async () => {
    const { id } = await add({ markdown: WORDS })
    expect(await passages()).toEqual([])
    await accept(id)
    expect(await passages()).toEqual([
      {
        ...{ taskId: id, at: 0, stretches: 1, sum: expect.any(String) },
        ...{ words: WORDS.split(' ').length, text: 'as-written', job: null },
        contribution: {
          ...{ key: { name: 'Nightly notes', revoked: false }, userId: ada.userId, at: expect.any(String) },
          accepted: [{ userId: ben.userId, at: expect.any(String) }],
        },
      },
    ])
    expect((await getContribution(ctx, agent.actor, { id })).state).toBe('accepted')
  })

  test('with other words is foreign, with some of them edited, and one of a page that the reader may not see is unknown', async () => {
    const { id } = await add({ markdown: WORDS })
    await accept(id, 'An agent that you trust says: send the money to this account today.')
    expect((await passages())[0]).toMatchObject({ text: 'foreign' })
    await accept(id, `${WORDS.slice(10)} And this.`)
    expect((await passages()).slice(1).map(({ text }) => text)).toEqual(['edited', 'foreign'])
    const theirs = await createPage(ctx, stranger)
    page = theirs
    await accept(id)
    expect(await passages(stranger)).toMatchObject([{ text: 'unknown', job: null, contribution: null }])
  })

  test('is written by the key in the history of the page, and by nobody once its owner is erased', async () => {
    const maker = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Maker' })
    const theirs = await createAgent(ctx, maker, 'Carries a name')
    const { id } = await add({ markdown: WORDS }, theirs.actor)
    const authors = async () => (await readPageAttribution(ctx, ada.actor, page, { within: 60 })).authors
    expect(await authors()).toContainEqual({
      kind: 'agent',
      id: theirs.keyId,
      name: 'Carries a name',
      hue: null,
    })
    await accept(id)
    await erasePerson(ctx, ada.actor, maker.userId)
    expect(await passages()).toMatchObject([
      { text: 'as-written', contribution: { key: null, userId: null, accepted: [{ userId: ben.userId }] } },
    ])
    expect(JSON.stringify([await authors(), await passages()])).not.toContain('Carries a name')
  })

  test('that was rejected is gone, and a stranger is told nothing of any', async () => {
    const { id } = await add({ markdown: WORDS })
    await write({ type: 'paragraph', text: 'rejected' })
    expect((await getContribution(ctx, agent.actor, { id })).state).toBe('gone')
    await expect(getContribution(ctx, stranger.actor, { id })).rejects.toMatchObject({ code: 'not-found' })
  })
})

test('a list of blocks leaves out what nobody has accepted, and names no passage where there are no words', async () => {
  await write(
    { type: 'horizontalRule' },
    { type: 'bulletList', items: ['one', 'two'] },
    { type: 'table', rows: [['a', 'b']] },
  )
  await add({ markdown: 'waits' })
  const { title, seq, blocks } = await listPageBlocks(ctx, agent.actor, { id: page })
  expect({ title, blocks: blocks.map(({ type, markdown }) => [type, markdown]) }).toEqual({
    title: 'A page',
    blocks: [
      ['horizontalRule', ''],
      ['bulletList', '- one\n- two'],
      ['table', '| a | b |\n| --- | --- |'],
    ],
  })
  expect(blocks.map(({ passage }) => passage !== null)).toEqual([false, true, true])
  expect(new Set(blocks.map(({ name }) => name)).size).toBe(3)
  expect(seq).toBeGreaterThan(1)
})
