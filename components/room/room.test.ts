import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { ROOT, SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { PageStore } from './page-store.ts'
import { Room } from './room.ts'

const ctx = await createTestContext()
const served = await serve(ctx)
/** A port on which nobody listens. */
const NOWHERE = 'ws://127.0.0.1:9/collab'

/** What a browser sends by itself: the session of whoever is signed in. */
let signedIn: TestPerson
class BrowserSocket extends WebSocket {
  constructor(url: string | URL) {
    super(url, { headers: { authorization: `Bearer ${signedIn.key}` } })
  }
}

const rooms = new Set<Room>()
beforeEach(() => {
  vi.stubGlobal('WebSocket', BrowserSocket)
  vi.stubGlobal('window', new EventTarget())
  Object.defineProperty(navigator, 'onLine', { value: true, configurable: true })
})
afterEach(() => {
  for (const room of rooms) room.close()
  rooms.clear()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function open(documentId: string, serverUrl = `${served.url}/collab`, person = signedIn): Room {
  const user = { id: person.userId, name: 'Ada', hue: 1, avatar: null }
  const room = new Room({ serverUrl, documentId, user, role: 'editor' })
  rooms.add(room)
  return room
}
function close(room: Room): void {
  rooms.delete(room)
  room.close()
}
/** A room that lost its connection waits as long as it may before it tries again by itself. */
const comeBackLate = () => vi.spyOn(Math, 'random').mockReturnValue(1)
const titleOf = (room: Room) => room.doc.getText(ROOT.title)
const write = (room: Room, words: string) => titleOf(room).insert(titleOf(room).length, words)
const word = (room: Room) => room.snapshot().saved.word
const isSaved = (room: Room) =>
  until('saved', () => room.snapshot().connection === 'connected' && word(room) === 'saved')
const onDevice = (room: Room) => until('on this device', () => word(room) === 'on-this-device')
const store = (documentId: string, person = signedIn) => new PageStore(person.userId, documentId)
async function kept(documentId: string, person = signedIn) {
  const opened = store(documentId, person)
  const found = await opened.load()
  await opened.close()
  return found
}
async function page(): Promise<string> {
  signedIn = await createPerson(ctx)
  return await createPage(ctx, signedIn, { title: 'Page' })
}

/** A first visit, after which this device has a copy of the page. */
async function visit(id: string): Promise<void> {
  const first = open(id)
  await isSaved(first)
  await until('a copy', async () => (await kept(id)).copy !== undefined)
  close(first)
}
/** A visit without a server, whose words stay on this device. */
async function writeOffline(id: string, words: string): Promise<void> {
  const offline = open(id, NOWHERE)
  await until('ready', () => offline.snapshot().ready)
  write(offline, words)
  await onDevice(offline)
  close(offline)
}

describe('a page that is open', () => {
  test('is shown once its text is known, may be written on, and says saved when it is', async () => {
    const room = open(await page())
    expect(room.snapshot()).toMatchObject({ ready: false, editable: false, connection: 'connecting' })
    await isSaved(room)
    expect(room.snapshot()).toMatchObject({ ready: true, editable: true, role: 'owner' })
    expect(titleOf(room).toString()).toBe('Page')
  })

  test('tells of what is typed: on its way, then saved; then this device keeps none of it as unsent', async () => {
    const id = await page()
    const room = open(id)
    await isSaved(room)
    const words = new Set<string>()
    room.subscribe(() => words.add(word(room)))
    write(room, ' one')
    expect(word(room)).toBe('saving')
    await isSaved(room)
    expect([...words]).not.toContain('not-saved')
    await until('nothing unsent', async () => (await kept(id)).unsent.length === 0)
  })

  test('its state is the same object until something changes', async () => {
    const room = open(await page())
    await isSaved(room)
    const before = room.snapshot()
    expect(room.snapshot()).toBe(before)
    write(room, '!')
    expect(room.snapshot()).not.toBe(before)
  })

  test('once closed it tells nobody anything', async () => {
    const room = open(await page())
    await isSaved(room)
    let told = 0
    room.subscribe(() => told++)
    close(room)
    const count = told
    window.dispatchEvent(new Event('online'))
    window.dispatchEvent(new Event('pagehide'))
    expect(told).toBe(count)
    expect(room.doc.isDestroyed).toBe(true)
  })
})

describe('without a server', () => {
  test('a page that this device has been on is there, may be written on, and says where that is kept', async () => {
    const id = await page()
    await visit(id)
    const room = open(id, NOWHERE)
    await until('ready', () => room.snapshot().ready)
    expect(titleOf(room).toString()).toBe('Page')
    write(room, ' offline')
    await onDevice(room)
    await until('red', () => room.snapshot().saved.danger)
    expect(room.snapshot().facts).toMatchObject({ unsaved: 1, stored: true })
  })

  test('what was written waits through a closed tab, goes with the next visit, and others see it', async () => {
    const id = await page()
    await visit(id)
    await writeOffline(id, ' and more')
    expect((await kept(id)).unsent).toHaveLength(1)

    const back = open(id)
    // The server may have it before anybody who looks now and then sees that it was taken over.
    const words = new Map<number, string>()
    back.subscribe(() => words.set(back.snapshot().facts.unsaved, word(back)))
    await isSaved(back)
    expect(words.get(1)).toBe('saving')
    await until('nothing unsent', async () => (await kept(id)).unsent.length === 0)
    const other = open(id)
    await isSaved(other)
    expect(titleOf(other).toString()).toBe('Page and more')
  })

  test('a page that this device does not know is not shown empty', async () => {
    const room = open(await page(), NOWHERE)
    await until('offline', () => room.snapshot().connection === 'offline')
    expect(room.snapshot()).toMatchObject({ ready: false, editable: false })
  })

  test('the word of the browser that the network is back is acted on at once', async () => {
    const id = await page()
    const room = open(id)
    await isSaved(room)
    // The longest wait of all would be half a minute.
    comeBackLate()
    for (let loss = 0; loss < 4; loss++) {
      room.provider.ws?.close()
      await until('offline', () => room.snapshot().connection === 'offline')
      window.dispatchEvent(new Event('online'))
      await isSaved(room)
    }
  })

  test('words typed in every gap between connections arrive once, in their order', async () => {
    const id = await page()
    const room = open(id)
    await isSaved(room)
    for (let loss = 1; loss <= 5; loss++) {
      room.provider.ws?.close()
      write(room, ` ${loss}`)
      room.connectNow()
      write(room, '.')
      await isSaved(room)
    }
    const other = open(id)
    await isSaved(other)
    expect(titleOf(other).toString()).toBe('Page 1. 2. 3. 4. 5.')
    expect(Y.encodeStateVector(other.doc)).toEqual(Y.encodeStateVector(room.doc))
  })
})

describe('a browser that keeps nothing', () => {
  const denied = () => {
    throw new DOMException('access to the Indexed Database API is denied', 'SecurityError')
  }

  test('shows the page and saves it as long as the server answers', async () => {
    const id = await page()
    vi.stubGlobal('indexedDB', { open: denied })
    const room = open(id)
    await isSaved(room)
    write(room, ' words')
    await until('acknowledged', () => room.snapshot().facts.unsaved === 0)
    expect(word(room)).toBe('saved')
  })

  test('says in red that words are not saved while no server answers', async () => {
    const id = await page()
    vi.stubGlobal('indexedDB', { open: denied })
    const room = open(id)
    await isSaved(room)
    comeBackLate()
    room.provider.disconnect()
    write(room, ' words')
    await until('told', () => word(room) === 'not-saved')
    expect(room.snapshot().saved.danger).toBe(true)
    expect(room.snapshot().facts.storageFailed).toBe(true)
  })
})

describe('who one is', () => {
  test('another account of the same browser sees nothing of what waits here, and sends none of it', async () => {
    const id = await page()
    const ada = signedIn
    await visit(id)
    await writeOffline(id, ' by Ada')

    signedIn = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Ben' })
    expect(await kept(id)).toEqual({ copy: undefined, unsent: [] })
    const ben = open(id)
    await isSaved(ben)
    expect(titleOf(ben).toString()).toBe('Page')
    expect((await kept(id, ada)).unsent).toHaveLength(1)
  })

  test('a tab whose browser has another session now ends, keeps its words, and offers nothing to write', async () => {
    const id = await page()
    const ada = signedIn
    const room = open(id)
    await isSaved(room)
    const ben = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Ben' })
    // Before the room may come back by itself, which is in no time when chance wants it so.
    signedIn = ben
    room.provider.ws?.close()
    write(room, ' by Ada')
    room.connectNow()
    await until('an ending', () => room.snapshot().ending)
    expect(room.snapshot()).toMatchObject({ ending: 'other-account', editable: false })
    expect(room.snapshot().facts.unsaved).toBe(1)
    expect((await kept(id, ada)).unsent).toHaveLength(1)
  })

  test('whoever may not see the page any more keeps their own words and no copy of it', async () => {
    const id = await page()
    const ada = signedIn
    const room = open(id)
    await isSaved(room)
    await until('a copy', async () => (await kept(id)).copy !== undefined)
    // A session that belongs to nobody of the workspace.
    const stranger = await createPerson(ctx, { name: 'Stranger' })
    signedIn = { ...ada, key: stranger.key }
    room.provider.ws?.close()
    write(room, ' too late')
    room.connectNow()
    await until('an ending', () => room.snapshot().ending === 'no-access')
    await until('no copy', async () => (await kept(id, ada)).copy === undefined)
    expect((await kept(id, ada)).unsent).toHaveLength(1)
    await room.discardUnsent()
    expect((await kept(id, ada)).unsent).toEqual([])
    expect(room.snapshot().facts.unsaved).toBe(0)
  })
})

describe('what this device keeps of pages', () => {
  const bytes = (length: number, fill = 1) => new Uint8Array(length).fill(fill)
  const entry = (key: string, fill = 1) => ({ key, bytes: bytes(3, fill), madeAt: 5 })
  let person: TestPerson
  let opened: PageStore[]
  const of = (documentId: string): PageStore => {
    const one = new PageStore(person.userId, documentId)
    opened.push(one)
    return one
  }
  beforeEach(async () => {
    person = await createPerson(ctx)
    opened = []
  })
  afterEach(async () => {
    for (const one of opened) await one.close()
  })

  test('unsent words belong to their page, and go when they are told to', async () => {
    const [one, two] = [of('one'), of('two')]
    await one.write({ add: [entry('b', 2), entry('a', 1)], remove: [] })
    await two.write({ add: [entry('c', 3)], remove: [] })
    expect((await one.load()).unsent.map(({ key }) => key)).toEqual(['a', 'b'])
    await one.write({ add: [entry('d', 4)], remove: ['a', 'c-not-mine'] })
    expect((await one.load()).unsent.map(({ key, bytes: [first] }) => [key, first])).toEqual([
      ['b', 2],
      ['d', 4],
    ])
    expect((await two.load()).unsent).toHaveLength(1)
  })

  test('a change of which one part is refused is not kept at all', async () => {
    const one = of('one')
    await one.write({ add: [entry('a')], remove: [] })
    const unkeepable = { ...entry('b'), bytes: (() => {}) as unknown as Uint8Array }
    await expect(one.write({ add: [entry('x'), unkeepable], remove: ['a'] })).rejects.toThrow()
    expect((await one.load()).unsent.map(({ key }) => key)).toEqual(['a'])
  })

  test('the copy is the newest one, and goes when it is dropped', async () => {
    const one = of('one')
    expect((await one.load()).copy).toBeUndefined()
    await one.keepCopy(bytes(2, 1))
    await one.keepCopy(bytes(2, 2))
    expect((await one.load()).copy).toEqual(bytes(2, 2))
    await one.dropCopy()
    expect((await one.load()).copy).toBeUndefined()
  })

  test('forty copies are kept, those seen last; unsent words are never among what goes', async () => {
    let clock = 1_000
    vi.spyOn(Date, 'now').mockImplementation(() => ++clock)
    await of('page-0').write({ add: [entry('unsent')], remove: [] })
    for (let number = 0; number < 42; number++) await of(`page-${number}`).keepCopy(bytes(1))
    vi.restoreAllMocks()
    const gone = await Promise.all([0, 1].map((number) => of(`page-${number}`).load()))
    expect(gone.map(({ copy }) => copy)).toEqual([undefined, undefined])
    expect(gone[0]?.unsent).toHaveLength(1)
    expect((await of('page-2').load()).copy).toEqual(bytes(1))
    expect((await of('page-41').load()).copy).toEqual(bytes(1))
  })

  test('large copies push older ones out, but the page on show is always kept', async () => {
    let clock = 1_000
    vi.spyOn(Date, 'now').mockImplementation(() => ++clock)
    await of('old').keepCopy(bytes(1))
    await of('large').keepCopy(bytes(65 * 1_048_576))
    vi.restoreAllMocks()
    expect((await of('old').load()).copy).toBeUndefined()
    expect((await of('large').load()).copy?.byteLength).toBe(65 * 1_048_576)
  })

  test('a copy that a newer Weft made is not shown by an older one, which would cut it short', async () => {
    const one = of('one')
    await one.keepCopy(bytes(2))
    const request = indexedDB.open(`weft-${person.userId}`)
    const database = await new Promise<IDBDatabase>((resolve) => {
      request.onsuccess = () => resolve(request.result)
    })
    const transaction = database.transaction('copies', 'readwrite')
    transaction
      .objectStore('copies')
      .put({ documentId: 'one', bytes: bytes(2), schemaVersion: SCHEMA_VERSION + 1, keptAt: 1 })
    await new Promise<void>((resolve) => {
      transaction.oncomplete = () => resolve()
    })
    database.close()
    expect((await one.load()).copy).toBeUndefined()
  })
})
