import * as Y from 'yjs'
import type { Person } from '#server/contracts/actors.ts'
import { fillPage } from '#server/document-model/page-content.ts'
import type { Faults } from './faults.ts'
import { idOf } from './id-of.ts'
import { OutboxClient } from './outbox-client.ts'
import { SimulatedClient } from './simulated-client.ts'
import { SimulatedNode } from './simulated-node.ts'
import type { Trace } from './trace.ts'
import { World } from './world.ts'

/** Everybody in one history, and the world that they share. */
export type Cast = { world: World; nodes: SimulatedNode[]; clients: SimulatedClient[] }

/** The cast of a seed: its processes and documents, and the people on them. */
export function makeCast(seed: number, trace: Trace, faults: Faults): Cast {
  const world = new World(seed, trace, faults)
  const { scheduler } = world
  const nodes = Array.from(
    { length: scheduler.integer(1, 4) },
    (_, index) => new SimulatedNode(world, `node-${index + 1}`),
  )
  world.servers.push(...nodes)
  const clients: SimulatedClient[] = []
  const documents = scheduler.chance(0.2) ? 2 : 1
  for (let n = 1; n <= documents; n++) createDocument(world, documentIdOf(n))
  const people = scheduler.integer(2, 6)
  for (let n = 1; n <= people; n++) {
    const role = n > 1 && scheduler.chance(0.15) ? 'viewer' : 'editor'
    const options = {
      name: `client-${n}`,
      // Some accounts are there twice.
      person: personOf(scheduler.chance(0.15) ? 1 : n, idOf('5e5', n)),
      role,
      documentId: documentIdOf(scheduler.integer(1, documents + 1)),
    } as const
    const isOurs = scheduler.chance(0.6)
    const client = isOurs ? new OutboxClient(world, options) : new SimulatedClient(world, options)
    clients.push(client)
    scheduler.after(scheduler.between(0, 400), () => client.connect())
  }
  return { world, nodes, clients }
}

/** Somebody on a page that nobody else has open. */
export function newcomer({ world, clients }: Cast): SimulatedClient {
  const n = clients.length + 1
  const documentId = documentIdOf(n)
  createDocument(world, documentId)
  const person = personOf(n, idOf('5e5', n))
  const client = new OutboxClient(world, { name: `client-${n}`, person, role: 'editor', documentId })
  clients.push(client)
  client.connect()
  return client
}

/** A new tab of the same kind, for the same person, on the same page. */
export function newTab({ world, clients }: Cast, like: SimulatedClient): SimulatedClient {
  const { person, role, documentId } = like
  const options = { name: `client-${clients.length + 1}`, person, role, documentId }
  const client =
    like instanceof OutboxClient ? new OutboxClient(world, options) : new SimulatedClient(world, options)
  clients.push(client)
  client.connect()
  return client
}

function createDocument(world: World, id: string): void {
  const document = world.database.create(id)
  const doc = new Y.Doc()
  doc.clientID = world.newClientId()
  fillPage(doc, 'page', [{ type: 'paragraph', text: 'first' }])
  const author = { kind: 'job', id: idOf('f00', 1) } as const
  const entry = { bytes: Y.encodeStateAsUpdate(doc), clientId: doc.clientID, author }
  world.database.commit(document, [entry], [{ clientId: doc.clientID, author }], 1)
}

function documentIdOf(n: number): string {
  return idOf('d0c', n)
}

function personOf(n: number, sessionId: string): Person {
  return {
    kind: 'person',
    userId: idOf('9e0', n),
    name: `Person ${n}`,
    via: { type: 'session', sessionId },
    memberships: [],
  }
}
