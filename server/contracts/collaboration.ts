import { z } from 'zod'
import { DocumentRole } from './actors.ts'
import { AvatarPath } from './identifiers.ts'

/**
 * Version of the editor's schema that this Weft knows; which node came in with which is in document-model/schema-versions.
 * A client older than the document's version is closed with `CLOSE.schemaTooOld`.
 */
export const SCHEMA_VERSION = 3

/** The shared types of a page's Y.Doc: no other root may appear in an update. */
export const ROOT = { title: 'title', body: 'body' } as const

/**
 * Message types, the first varUint of a frame. 0 to 3 are the y-websocket protocol's; ours begin at 100, which a client
 * that does not know them logs and skips.
 */
export const MESSAGE = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  /** Server to client, first after opening: varString of `Hello` as JSON. Client to server: asks for *saved* messages. */
  hello: 100,
  /**
   * Server to client: varUint, how many of this connection's update frames are committed, counted from its start in the
   * order sent. Update frames are the client's sync messages of type 1 (step 2) and 2 (update), those that carry nothing
   * new included.
   */
  saved: 101,
  /** Server to client: varString of `AccessChange` as JSON. */
  access: 102,
  /** Server to client: varString of `PresentPerson` as JSON, when the name or the look of the person has changed. */
  person: 103,
} as const

/** y-websocket clients do not reconnect after a code from 4400 to 4499. */
export const CLOSE = {
  goingAway: 1001,
  malformed: 1007,
  tooLarge: 1009,
  restarting: 1012,
  /** The server cannot keep more unsaved edits in memory: come back later, with the edits. */
  tryLater: 1013,
  slow: 4000,
  signInRequired: 4401,
  noAccess: 4403,
  refused: 4422,
  schemaTooOld: 4426,
  tooMany: 4429,
} as const

/** A person as others on the page see them. */
export const PresentPerson = z.object({
  id: z.string(),
  name: z.string(),
  hue: z.number().int(),
  avatar: AvatarPath.default(null),
})
export type PresentPerson = z.infer<typeof PresentPerson>

/** A job that writes into the page. Only the server says this of one: what a client says of the kind is taken out of its state. */
export const PresentJob = z.object({
  taskId: z.string(),
  kind: z.string(),
  /** The name of whom it writes for; null for the system, and for an account that is gone. */
  askedBy: z.string().nullable(),
  /** How far it is, where there is something to count: "2 of 7 parts done". */
  progress: z.string().nullable().default(null),
})
export type PresentJob = z.infer<typeof PresentJob>

export const Hello = z.object({
  protocol: z.literal(1),
  schemaVersion: z.number().int(),
  role: DocumentRole,
  /** Dense number of the newest committed update when the connection opened. */
  headSeq: z.number().int(),
  /** The person's stable look in presence. */
  user: PresentPerson,
})
export type Hello = z.infer<typeof Hello>

/** What a client of ours says of itself: it wants *saved* messages, and knows this schema. */
export const ClientHello = z.object({ schemaVersion: z.number().int() })
export type ClientHello = z.infer<typeof ClientHello>

export const AccessChange = z.object({ role: DocumentRole })
export type AccessChange = z.infer<typeof AccessChange>

/**
 * Channel of the bus for what concerns a document, heard by those processes alone that have it, or another of its group, open: that
 * its log has grown (`documentSignal`), and who has it open. There are 4,096 groups, by the end of the id, which is random:
 * PostgreSQL goes through all channels of a listener for each signal, so that one for each page would cost without bound.
 */
export function documentChannel(documentId: string): string {
  return `document ${documentId.slice(-3)}`
}

/** What a signal says: the document, the number of its newest committed update, and the newest updates themselves if they fit. */
export type DocumentSignal = { documentId: string; headSeq?: number; packed?: string }

/** Who has the number already need not read; who lacks only what is packed need not read either. */
export function documentSignal(documentId: string, headSeq: number, packed?: string): string {
  return packed === undefined ? `${documentId} ${headSeq}` : `${documentId} ${headSeq} ${packed}`
}

/** `headSeq` is undefined when only the document was named; undefined in all for anything that is no signal. */
export function parseDocumentSignal(payload: string): DocumentSignal | undefined {
  const [, documentId, seq, packed] = /^([0-9a-f-]{36})(?: (\d{1,10})(?: ([\w+/=]+))?)?$/.exec(payload) ?? []
  if (documentId === undefined) return undefined
  return { documentId, ...(seq && { headSeq: Number(seq) }), ...(packed && { packed }) }
}

/** Channel on which the id of a document or of a user is called out whose access changed. */
export const ACCESS_CHANNEL = 'access'

export const LIMITS = {
  /** Bytes of one frame. */
  frame: 4 * 1_048_576,
  /** Bytes of a client's hello. */
  hello: 1_024,
  /** Bytes of a state vector; one of a page that ten thousand browsers wrote takes 100 kB. */
  stateVector: 1_048_576,
  /** Characters of one awareness state. */
  awarenessState: 4_096,
  /** Bytes and clients of one awareness message: stock clients send on what they hear, of everybody at once. */
  awareness: 524_288,
  awarenessEntries: 2_000,
  /** Client ids new to the document that one connection may bring; a browser brings one, and those of its days offline. */
  newClients: 1_000,
  /** Frames a second that one connection may send over a longer time; bursts may be ten times that. */
  framesPerSecond: 300,
  socketsPerDocument: 1_000,
  socketsPerPerson: 50,
  /** Of visitors, who are somebody else with each new cookie: from one address, and on one page, where people keep room. */
  visitorsPerAddress: 200,
  visitorsPerDocument: 500,
  /** Bytes of a document's log that is not yet in a snapshot plus its snapshot. */
  document: 64 * 1_048_576,
} as const
