import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import { CreateTask, TaskPayload } from '#server/contracts/tasks.ts'
import { blockElement } from '#server/document-model/page-content.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { cancelTask } from '#server/tasks/cancel-task.ts'
import { createTask } from '#server/tasks/create-task.ts'
import { enqueueTask } from '#server/tasks/enqueue-task.ts'
import { createTaskHandler } from '#server/tasks/perform-task.ts'
import { createTaskWorker } from '#server/tasks/task-worker.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { SpokenPieces } from '#server/testing/spoken-pieces.ts'
import { startTwoModels } from '#server/testing/start-model-work.ts'
import { stockProvider } from '#server/testing/stock-provider.ts'
import { until } from '#server/testing/until.ts'
import { createProcessor } from './process-task.ts'

const { alpha, beta, ctx } = await startTwoModels({ partCharacters: 1_000 })
const ada = await createPerson(ctx)
const ben = await createPerson(ctx, { workspaceId: ada.workspaceId })
const processor = createProcessor(ctx)
const handler = createTaskHandler(ctx, processor)
const worker = createTaskWorker(ctx, {
  handlers: { improve: handler, 'action-items': handler },
  concurrency: 2,
  pollMs: 100,
})
await worker.start()
const served = await serve(ctx)
afterAll(async () => {
  await worker.stop()
  await processor.close()
})
const closers = closeAfterEach()

const SOURCE = 'The guild has eleven loom. They is running again.'
const WORDS = ['The guild ', 'has eleven ', '**looms**. ', 'They are ', 'running ', 'again.']

// Nothing here is about how long a busy machine takes.
const PATIENCE_MS = 25_000
const eventually = <T>(what: string, condition: () => T | Promise<T>) => until(what, condition, PATIENCE_MS)

let spoken: SpokenPieces
let page: string
beforeEach(async () => {
  spoken = new SpokenPieces()
  closers.push(() => spoken.end())
  alpha.behave({ type: 'stream', pieces: spoken })
  beta.behave({ type: 'status', status: 500 })
  await ctx.db.prisma.breakerState.deleteMany()
  page = await createPage(ctx, ada)
})

async function ask(fresh = true, text = SOURCE, kind = 'improve'): Promise<string> {
  const request = { kind, source: { type: 'text', text } }
  const { id } = await createTask(
    ctx,
    ada.actor,
    CreateTask.parse({ request, documentId: page, insert: true, fresh }),
  )
  return id
}

async function join(who: TestPerson): Promise<RawClient> {
  const client = new RawClient(served.url, page, {
    saved: true,
    headers: { cookie: who.cookie, origin: served.url.replace('ws:', 'http:') },
  })
  closers.push(() => client.close())
  return await client.whenSynced()
}

async function textOf(): Promise<string> {
  const { doc } = await readDocument(ctx, page)
  return doc.getXmlFragment(ROOT.body).toString()
}

function shown(part: string | RegExp) {
  return eventually(`“${part}” in the page`, async () => {
    const text = await textOf()
    return (typeof part === 'string' ? text.includes(part) : part.test(text)) && text
  })
}

function ended(id: string) {
  return eventually('the end of the task', async () => {
    const row = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
    return row.finishedAt && row
  })
}

const plain = (text: string): string => text.replace(/<\/paragraph>/g, '|').replace(/<[^>]*>/g, '')

test('people who write around it see the result grow, and have it whole in its place, each word once', async () => {
  const people = await Promise.all([join(ada), join(ben)])
  const [first, second] = people
  await ask()
  spoken.say(...WORDS.slice(0, 2))
  await eventually('both see the first words', () =>
    people.every((one) => one.text().includes('The guild has eleven<')),
  )
  expect(first?.text()).toMatch(/<jobresult[^>]* phase="writing"[^>]* provider="alpha"/)
  second?.write('Ben writes below. ')
  first?.doc.getXmlFragment(ROOT.body).insert(0, [blockElement({ type: 'paragraph', text: 'Ada above. ' })])
  spoken.say(...WORDS.slice(2, 4))
  await eventually('both see more', () => people.every((one) => one.text().includes('They are<')))
  second?.write('And more. ')
  spoken.say(...WORDS.slice(4))
  spoken.end()
  await eventually('both have the result', () => people.every((one) => !one.text().includes('phase=')))
  await eventually('both have the same', () => first?.text() === second?.text())
  expect(plain(first?.text() ?? '')).toBe(
    'Ada above. ||The guild has eleven looms. They are running again.|Ben writes below. |And more. |',
  )
  expect(await textOf()).toBe(first?.text())
})

test('whoever is on the page, with any client, sees the job among those present from its first words until it is stopped', async () => {
  const [adas, bens] = [ada, ben].map((who) => {
    const headers = browserHeaders(who, served.url.replace('ws:', 'http:'))
    const provider = stockProvider(served.url, page, headers)
    closers.push(() => provider.destroy())
    return provider.awareness
  })
  const others = () => [...(adas?.getStates().values() ?? [])]
  const jobs = () => others().flatMap(({ job, user }) => (job ? [[job, user?.name]] : []))
  // The server alone says who is a job.
  const forged = { taskId: newId(), kind: 'improve', askedBy: 'Ben' }
  bens?.setLocalState({ job: forged, mark: 'forger' })
  await eventually('what Ben says', () => others().some(({ mark }) => mark === 'forger'))
  const id = await ask()
  spoken.say('The guild ')
  await eventually('the job is there', () => jobs().length > 0)
  const job = { taskId: id, kind: 'improve', askedBy: 'Ada Lovelace', progress: null }
  expect(jobs()).toEqual([[job, 'improve for Ada Lovelace']])
  await cancelTask(ctx, ada.actor, { id })
  await eventually('it has gone', () => jobs().length === 0)
  await ended(id)
})

test('stopped, it keeps what it had written, and takes nothing more; nobody doubles it', async () => {
  const id = await ask()
  spoken.say('The guild has eleven looms ')
  await shown('The guild has eleven looms<')
  await cancelTask(ctx, ada.actor, { id })
  await shown('phase="stopped"')
  spoken.say('and more.')
  spoken.end()
  expect((await ended(id)).status).toBe('CANCELLED')
  const text = await textOf()
  expect(plain(text)).toContain('The guild has eleven looms|')
  expect(text).not.toContain('more')
  expect(await ctx.db.prisma.taskDraft.count()).toBe(0)
})

test('stopped before its first word, it leaves the page as it was', async () => {
  const before = await textOf()
  const id = await ask()
  await shown('phase="writing"')
  await cancelTask(ctx, ada.actor, { id })
  await eventually('the block is gone', async () => (await textOf()) === before)
})

test('what the next provider writes takes the place of what the first had', async () => {
  alpha.behave({ type: 'stream', pieces: spoken, end: 'content_filter' })
  const second = new SpokenPieces()
  beta.behave({ type: 'stream', pieces: second })
  const id = await ask()
  spoken.say('Alpha wrote this and ')
  await shown('Alpha wrote this')
  spoken.end()
  second.say('The guild has eleven ')
  const text = await shown('The guild has eleven<')
  expect(text).not.toContain('Alpha')
  expect(text).toContain('provider="beta"')
  second.say('looms. They are running again.')
  second.end()
  expect(await ended(id)).toMatchObject({ status: 'COMPLETED', result: { provider: 'beta' } })
  expect((await textOf()).split('guild')).toHaveLength(2)
})

test('when nobody answers in the end, what there was is kept as what it is', async () => {
  alpha.behave({ type: 'stream', pieces: spoken, end: 'content_filter' })
  const id = await ask(true, 'A text of which no earlier answer is kept.')
  await ctx.db.prisma.task.update({ where: { id }, data: { maxAttempts: 1 } })
  spoken.say('The guild has ')
  await shown('The guild has<')
  spoken.end()
  expect((await ended(id)).status).toBe('FAILED')
  await shown('phase="failed"')
})

test('an answer that is there at once is never a draft', async () => {
  spoken.say(...WORDS)
  spoken.end()
  const first = await ask()
  await ended(first)
  const again = await ask(false)
  expect(await ended(again)).toMatchObject({ result: { cache: 'hit' } })
  expect(await ctx.db.prisma.documentUpdate.count({ where: { documentId: page, actorId: again } })).toBe(1)
})

test('a draft that somebody removed stays away, and its result with the job, which says so', async () => {
  const before = await textOf()
  const id = await ask()
  spoken.say('The guild has ')
  await shown('The guild has<')
  await editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) => {
    const body = doc.getXmlFragment(ROOT.body)
    const at = body
      .toArray()
      .findIndex((block) => block instanceof Y.XmlElement && block.nodeName === 'jobResult')
    body.delete(at, 1)
  })
  spoken.say('eleven looms. They are running again.')
  spoken.end()
  const row = await ended(id)
  expect(row).toMatchObject({ status: 'COMPLETED', insertedSeq: null })
  expect(JSON.stringify(row.result)).toContain('Its place in the page was removed')
  expect(await textOf()).toBe(before)
  await eventually('it is over', async () => (await ctx.db.prisma.taskDraft.count()) === 0)
})

test('who loses the page while it grows gets no more words into it', async () => {
  const id = await ask()
  spoken.say('The guild has ')
  await shown('The guild has<')
  await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId: page } })
  spoken.say('eleven looms. They are running again.')
  spoken.end()
  expect(await ended(id)).toMatchObject({ status: 'FAILED', error: { code: 'not-found' } })
  expect(await textOf()).not.toContain('eleven')
})

describe('of a text in parts', () => {
  const chapter = (place: string): string =>
    `In ${place} the guild counts its looms. ${`The weavers of ${place} meets each morning to share thread. `.repeat(5)}`
  const PLACES = ['Varnholt', 'Brekke', 'Solund']
  const LONG = PLACES.map(chapter).join('\n\n')
  /** What is said of each part, by its place. */
  let parts: SpokenPieces[]
  beforeEach(() => {
    parts = PLACES.map(() => new SpokenPieces())
    closers.push(() => parts.forEach((part) => void part.end()))
    alpha.respond((words) => {
      const place = PLACES.findIndex((name) => words.includes(`In ${name} `))
      return { type: 'stream', pieces: parts[place] ?? [] }
    })
  })
  const better = (place: string): string => chapter(place).replaceAll('meets', 'meet')
  const half = (part: number): string => better(PLACES[part] ?? '').slice(0, 60)
  const rest = (part: number): string => better(PLACES[part] ?? '').slice(60)
  const shownWords = async () => plain(await textOf())
  const once = (words: string): void => {
    for (const place of PLACES) expect(words.split(`In ${place} the guild counts`)).toHaveLength(2)
    expect(words.replace(/\|/g, '').replace(/\s+/g, '')).toBe(PLACES.map(better).join('').replace(/\s+/g, ''))
  }

  test('words grow from the beginning, part behind part, and those of a later part wait for it; all are told how many are done', async () => {
    const watching = stockProvider(served.url, page, browserHeaders(ada, served.url.replace('ws:', 'http:')))
    closers.push(() => watching.destroy())
    const progress = () => [...watching.awareness.getStates().values()].map(({ job }) => job?.progress)
    const id = await ask(true, LONG)
    parts[2]?.say(better('Solund'))
    parts[2]?.end()
    await eventually('one part is done', () => progress().includes('1 of 3 parts done'))
    parts[0]?.say(half(0))
    await shown('In Varnholt the guild counts')
    expect(await shownWords()).not.toContain('Solund')
    parts[0]?.say(rest(0))
    parts[0]?.end()
    await eventually('two parts are done', () => progress().includes('2 of 3 parts done'))
    parts[1]?.say(half(1))
    await shown('In Brekke the guild counts')
    expect(await shownWords()).not.toContain('Solund')
    parts[1]?.say(rest(1))
    parts[1]?.end()
    expect(await ended(id)).toMatchObject({ status: 'COMPLETED' })
    once(await shownWords())
  })

  test('another attempt, of a worker that took a stalled one’s place, goes on in the same block, each word once', async () => {
    const request = { kind: 'fix-grammar', source: { type: 'text', text: LONG } } as const
    const payload = TaskPayload.parse({ request, insert: true, fresh: false })
    const { userId, workspaceId } = ada
    // Not for the worker of this file, which would take it at once.
    const row = {
      userId,
      workspaceId,
      documentId: page,
      kind: 'fix-grammar',
      payload,
      delayMs: 3_600_000,
    } as const
    const { id } = await transaction(ctx, (tx, afterCommit) => enqueueTask(ctx, tx, afterCommit, row))
    // Of a worker that lives elsewhere: what belongs to nobody is given to another, and what a worker does not know of it gives back.
    const lives = { host: 'elsewhere', pid: 1, bootId: 'another', concurrency: 1 }
    const leaseUntil = new Date(Date.now() + 3_600_000)
    const { id: workerId } = await ctx.db.prisma.taskWorker.create({ data: { ...lives, leaseUntil } })
    const run = async (attempt: number, signal: AbortSignal): Promise<unknown> => {
      await ctx.db.prisma.task.update({ where: { id }, data: { status: 'RUNNING', attempt, workerId } })
      const job = { id, attempt, userId, workspaceId, documentId: page, requestId: null, signal, report() {} }
      return await handler(payload, job)
    }
    const stalled = new AbortController()
    const first = run(1, stalled.signal)
    parts[0]?.say(better('Varnholt'))
    parts[0]?.end()
    parts[1]?.say(half(1))
    await shown('In Brekke the guild counts')
    stalled.abort(new Error('the lease is lost'))
    await expect(first).rejects.toThrow('the lease is lost')
    for (const part of [1, 2]) parts[part]?.say(part === 1 ? rest(1) : better('Solund'))
    for (const part of parts) part.end()
    await run(2, AbortSignal.timeout(PATIENCE_MS))
    once(await shownWords())
    expect((await textOf()).split('<jobresult')).toHaveLength(2)
  })
})

test('a list grows by the entries that are finished, and is in the end what the whole answer says', async () => {
  const id = await ask(true, 'Ada repairs the loom by Friday. Ben buys forty spools.', 'action-items')
  const item = (task: string, owner: string, quote: string) =>
    JSON.stringify({ task, owner, due: null, done: false, quote })
  spoken.say('{"items":[', item('Repair the loom', 'Ada', 'Ada repairs the loom by Friday.'))
  const second = item('Buy forty spools', 'Ben', 'Ben buys forty spools.')
  spoken.say(',', second.slice(0, 20))
  expect(await shown('Repair the loom')).not.toContain('Buy')
  spoken.say(`${second.slice(20)}]}`)
  spoken.end()
  expect(await ended(id)).toMatchObject({ status: 'COMPLETED' })
  const words = plain(await textOf())
  expect([words.split('Repair the loom').length, words.split('Buy forty spools').length]).toEqual([2, 2])
})
