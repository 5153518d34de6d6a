import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as encoding from 'lib0/encoding'
import { SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { type Context, closeContext, createContext } from '#server/platform/context.ts'
import { newId, newSecret } from '#server/platform/ids.ts'
import { SMALL_YOUNG_HEAP } from '#server/platform/lifecycle/node-options.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { livingBytes, REPORTS_MEMORY } from '#server/testing/living-bytes.ts'
import { PEERS } from '../install-peers.ts'
import { type Dialect, textMessage } from './load-client.ts'

/** A server of the field, or ours in one of its modes. */
export type Kind = WeftKind | 'hocuspocus' | 'hocuspocus 33 ms' | 'y-websocket' | 'y-websocket + leveldb'

type WeftKind = 'weft' | 'weft at once' | 'weft 33 ms'

/** As it is shipped, with no rest after a broadcast, and with one that is always 33 ms. */
const WEFTS: Record<WeftKind, readonly [string, ...string[]]> = {
  weft: ['server/entry/collab.ts'],
  'weft at once': ['bench/collab/serve-weft.ts', '0'],
  'weft 33 ms': ['bench/collab/serve-weft.ts', '33'],
}

/** One running server, in a process of its own. */
export interface Contestant {
  readonly kind: Kind
  readonly port: number
  readonly pid: number
  newDocument(): Promise<string>
  /** How the client number `seat` speaks to this server about a document. */
  dialect(documentId: string, seat: number): Dialect
  /** What its main thread still holds once its garbage is collected: objects, and the bytes beside them. */
  livingBytes(): Promise<number>
  /** Ends the process; what it stored stays. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again on what it stored. */
  start(): Promise<void>
  /** Stops it and removes what it stored. */
  dispose(): Promise<void>
}

const SOCKETS_PER_PERSON = 50
const PEOPLE = 42
// A folder for profiles of our processes, of what is done from their start to their end.
const PROFILES = process.env.CPU_PROFILES
const FIRST_PORT = 21_310
let ports = 0

export async function startContestant(kind: Kind): Promise<Contestant> {
  const contestant = isWeft(kind) ? await Weft.create(kind) : await Peer.create(kind)
  await contestant.start()
  return contestant
}

function isWeft(kind: Kind): kind is WeftKind {
  return kind in WEFTS
}

abstract class Server implements Contestant {
  abstract readonly kind: Kind
  readonly port = FIRST_PORT + (ports++ % 1000)
  #child: ChildProcess | undefined

  get pid(): number {
    if (!this.#child?.pid) throw new Error(`${this.kind} does not run`)
    return this.#child.pid
  }

  abstract newDocument(): Promise<string>
  abstract dialect(documentId: string, seat: number): Dialect
  abstract dispose(): Promise<void>
  protected abstract fork(): ChildProcess

  async start(): Promise<void> {
    const child = this.fork()
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('exit', (code) => reject(new Error(`${this.kind} ended with ${code}`)))
    })
  }

  async livingBytes(): Promise<number> {
    const child = this.#child
    if (!child) throw new Error(`${this.kind} does not run`)
    return await livingBytes(child)
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    // A peer that is busy with a burst does not hear it for a minute.
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(timer)
  }
}

class Weft extends Server {
  readonly kind: WeftKind
  readonly #ctx: Context
  readonly #secret: string
  readonly #publicUrl: string
  readonly #people: TestPerson[] = []

  private constructor(kind: WeftKind) {
    super()
    this.kind = kind
    this.#secret = newSecret()
    this.#publicUrl = `http://127.0.0.1:${this.port}`
    const config = {
      ...processConfig(),
      ...{ secret: this.#secret, publicUrl: this.#publicUrl },
    }
    this.#ctx = createContext(config, 'bench')
  }

  static async create(kind: WeftKind): Promise<Weft> {
    const weft = new Weft(kind)
    const owner = await createPerson(weft.#ctx, { name: 'bench' })
    const { workspaceId } = owner
    const others = Array.from({ length: PEOPLE - 1 }, (_, n) =>
      createPerson(weft.#ctx, { workspaceId, name: `bench ${n}` }),
    )
    weft.#people.push(owner, ...(await Promise.all(others)))
    return weft
  }

  protected fork(): ChildProcess {
    const [file, ...args] = WEFTS[this.kind]
    return fork(file, args, {
      execArgv: [
        ...SMALL_YOUNG_HEAP,
        ...REPORTS_MEMORY,
        ...(PROFILES ? ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`] : []),
      ],
      env: {
        ...process.env,
        ...{
          PORT: String(this.port),
          WEFT_URL: this.#publicUrl,
          WEFT_SECRET: this.#secret,
          LOG_LEVEL: 'warn',
          // One socket of the load stands for many people, and the others know no limit.
          RATE_LIMIT_SCALE: '1000',
        },
      },
    })
  }

  async newDocument(): Promise<string> {
    return await createPage(this.#ctx, this.#person(0))
  }

  dialect(documentId: string, seat: number): Dialect {
    return {
      path: `/collab/${documentId}`,
      headers: { Cookie: this.#person(seat).cookie, Origin: this.#publicUrl },
      prefix: new Uint8Array(),
      opening: [textMessage([100], JSON.stringify({ schemaVersion: SCHEMA_VERSION }))],
      savedType: 'count',
    }
  }

  async dispose(): Promise<void> {
    await this.stop()
    await closeContext(this.#ctx)
  }

  #person(seat: number): TestPerson {
    const person = this.#people[seat % this.#people.length]
    if (!person || seat >= this.#people.length * SOCKETS_PER_PERSON) throw new Error('more seats than people')
    return person
  }
}

class Peer extends Server {
  readonly kind: Exclude<Kind, WeftKind>
  readonly #directory: string

  private constructor(kind: Exclude<Kind, WeftKind>, directory: string) {
    super()
    this.kind = kind
    this.#directory = directory
  }

  static async create(kind: Exclude<Kind, WeftKind>): Promise<Peer> {
    return new Peer(kind, await mkdtemp(path.join(tmpdir(), 'weft-bench-peer-')))
  }

  protected fork(): ChildProcess {
    const [file, ...args] = {
      hocuspocus: ['hocuspocus.mjs', path.join(this.#directory, 'db.sqlite')],
      'hocuspocus 33 ms': ['hocuspocus.mjs', path.join(this.#directory, 'db.sqlite'), '33'],
      'y-websocket': ['y-websocket.mjs'],
      'y-websocket + leveldb': ['y-websocket.mjs', this.#directory],
    }[this.kind]
    return fork(path.join(PEERS, file ?? ''), [String(this.port), ...args], {
      execArgv: [...REPORTS_MEMORY, '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  }

  async newDocument(): Promise<string> {
    return newId()
  }

  dialect(documentId: string): Dialect {
    if (this.kind.startsWith('y-websocket'))
      return {
        path: `/${documentId}`,
        headers: {},
        prefix: new Uint8Array(),
        opening: [],
        savedType: undefined,
      }
    const prefix = encoding.createEncoder()
    encoding.writeVarString(prefix, documentId)
    return {
      ...{ path: '/', headers: {}, prefix: encoding.toUint8Array(prefix), savedType: 'each' },
      // Hocuspocus waits for a token also where none is asked for.
      opening: [textMessage([2, 0], 'token')],
    }
  }

  async dispose(): Promise<void> {
    await this.stop()
    await rm(this.#directory, { recursive: true, force: true })
  }
}
