import { below, EDGES, NAMES, pick, type Random, someContent } from './hostile-parts.ts'
import { lengthOf, type RawClient, type RawId, type RawStruct, type RawUpdate } from './raw-update.ts'

/** The clocks that a document has, and the client ids of people who do not belong to the sender. */
export type World = {
  vector: ReadonlyMap<number, number>
  foreign: readonly number[]
  /** False for changes that leave alone what stands beside what, so that the order of words stays as Yjs defines it. */
  forgesNeighbours: boolean
}

type Mutation = (random: Random, update: RawUpdate, world: World) => void

/** Changes an update so that it stays an update in form; `times` changes on top of each other. */
export function mutateUpdate(random: Random, update: RawUpdate, world: World, times: number): void {
  const mutations = world.forgesNeighbours ? MUTATIONS : BESIDES
  for (let left = times; left > 0; left--) pick(random, mutations)(random, update, world)
}

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  neighbour, neighbour, neighbour, parent, parent, content, content, content, key, insert, insert, insert, identity,
  count, drop, deletes, deletes, foreignDeletes, anotherClient, ring, nest,
] // biome-ignore format: a table

const BESIDES: readonly [Mutation, ...Mutation[]] = [
  content,
  content,
  key,
  identity,
  count,
  deletes,
  foreignDeletes,
  nest,
]

/** The id of something: known, of this update, or of nothing at all. */
function someId(random: Random, { clients }: RawUpdate, { vector }: World): RawId {
  const known = [...vector]
  const [client = 0, clock = 0] = known[below(random, known.length)] ?? []
  const chance = random()
  if (chance < 0.6) return { client, clock: below(random, clock) }
  const own = clients[below(random, clients.length)]
  if (chance < 0.9 && own) return { client: own.client, clock: own.clock + below(random, 6) }
  return { client: random() < 0.5 ? client : pick(random, EDGES), clock: pick(random, EDGES) }
}

function someClient(random: Random, { clients }: RawUpdate): RawClient | undefined {
  return clients[below(random, clients.length)]
}

function someItem(random: Random, update: RawUpdate): Extract<RawStruct, { kind: 'item' }> | undefined {
  const structs = someClient(random, update)?.structs ?? []
  const struct = structs[below(random, structs.length)]
  return struct?.kind === 'item' ? struct : undefined
}

function neighbour(random: Random, update: RawUpdate, world: World): void {
  const item = someItem(random, update)
  if (!item) return
  if (random() < 0.7) item.origin = random() < 0.9 ? someId(random, update, world) : undefined
  else item.right = someId(random, update, world)
}

function parent(random: Random, update: RawUpdate, world: World): void {
  const item = someItem(random, update)
  if (!item) return
  item.origin = undefined
  item.right = undefined
  const root = random() < 0.4
  item.parent = root
    ? pick(random, ['title', 'body', 'body', 'x', '__proto__', ''])
    : someId(random, update, world)
}

function content(random: Random, update: RawUpdate): void {
  const item = someItem(random, update)
  if (item) item.content = someContent(random)
}

function key(random: Random, update: RawUpdate): void {
  const item = someItem(random, update)
  if (item) item.key = random() < 0.8 ? pick(random, NAMES) : undefined
}

/** One more struct somewhere: those behind it move, and their references with them or not. */
function insert(random: Random, update: RawUpdate, world: World): void {
  const client = someClient(random, update)
  if (!client) return
  const chance = random()
  const struct: RawStruct =
    chance < 0.8
      ? { kind: 'item', origin: someId(random, update, world), content: someContent(random) }
      : {
          kind: chance < 0.95 ? 'gone' : 'skip',
          length: chance < 0.9 ? 1 + below(random, 4) : pick(random, EDGES),
        }
  const at = random() < 0.7 ? client.structs.length : below(random, client.structs.length)
  client.structs.splice(at, 0, struct)
}

function identity(random: Random, update: RawUpdate, { vector, foreign }: World): void {
  const client = someClient(random, update)
  if (!client) return
  const chance = random()
  if (chance < 0.3) client.client = foreign[below(random, foreign.length)] ?? client.client
  else if (chance < 0.4) client.client = pick(random, EDGES)
  else if (chance < 0.5) client.clock = pick(random, EDGES)
  else if (chance < 0.8) client.clock = below(random, (vector.get(client.client) ?? 0) + 2)
  else client.clock = Math.max(0, client.clock + pick(random, [-2, -1, 1, 2]))
}

function count(random: Random, update: RawUpdate): void {
  const client = someClient(random, update)
  if (random() < 0.1) update.clientCount = pick(random, EDGES)
  else if (client) client.count = random() < 0.5 ? client.structs.length + 1 : pick(random, EDGES)
}

function drop(random: Random, update: RawUpdate): void {
  const client = someClient(random, update)
  client?.structs.splice(below(random, client.structs.length), 1)
}

function deletes(random: Random, update: RawUpdate, world: World): void {
  const { client, clock } = someId(random, update, world)
  const known = update.deletes.find((one) => one.client === client)
  const range = { clock, length: random() < 0.8 ? 1 + below(random, 5) : pick(random, EDGES) }
  if (known && random() < 0.9) known.ranges.push(range)
  else update.deletes.push({ client, ranges: [range] })
}

/** Many small ranges in no order, as no editor makes them. */
function foreignDeletes(random: Random, update: RawUpdate, { vector }: World): void {
  for (const [client, end] of vector) {
    if (random() < 0.7) continue
    const ranges = Array.from({ length: below(random, 20) }, () => ({ clock: below(random, end), length: 1 }))
    update.deletes.push({ client, ranges })
  }
}

/** A part by another client id, new or of somebody else. */
function anotherClient(random: Random, update: RawUpdate, world: World): void {
  const { foreign, vector } = world
  const client = random() < 0.7 ? 1 + below(random, 1e9) : (foreign[below(random, foreign.length)] ?? 1)
  const structs = Array.from(
    { length: 1 + below(random, 3) },
    (): RawStruct => ({
      kind: 'item',
      origin: someId(random, update, world),
      content: someContent(random),
    }),
  )
  const [first] = update.clients
  const last = first?.structs.at(-1)
  // What leans on the new part, and on which it leans: sometimes in a ring.
  if (first && last?.kind === 'item' && random() < 0.5) last.origin = { client, clock: 0 }
  update.clients.splice(below(random, 2), 0, { client, clock: vector.get(client) ?? 0, structs })
}

function ring(random: Random, update: RawUpdate): void {
  const start = 1 + below(random, 1e9)
  const size = 2 + below(random, 3)
  for (let n = 0; n < size; n++)
    update.clients.push({
      client: start + n,
      clock: 0,
      structs: [
        {
          kind: 'item',
          origin: { client: start + ((n + 1) % size), clock: 0 },
          content: { ref: 4, text: 'x' },
        },
      ],
    })
}

function nest(random: Random, update: RawUpdate): void {
  const client = someClient(random, update)
  if (!client) return
  let at = client.clock + client.structs.reduce((sum, one) => sum + lengthOf(one), 0)
  for (let left = 1 + below(random, 120); left > 0; left--) {
    client.structs.push({
      kind: 'item',
      parent: at === client.clock ? 'body' : { client: client.client, clock: at - 1 },
      content: { ref: 7, type: 3, name: 'blockquote' },
    })
    at++
  }
}
