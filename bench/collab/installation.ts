import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import { type Account, createPage, firstRun, joinByInvitation } from '../../e2e/torture/account.ts'
import { freePort } from '../../e2e/torture/free-port.ts'
import { WeftProcess } from '../../e2e/torture/weft-process.ts'
import { type Dialect, textMessage } from './load-client.ts'
import type { TypingPlace } from './typing-room.ts'

/** A whole Weft as `npm start` runs it, with its own database and people of one workspace, on a folder that goes with it. */
export class Installation implements TypingPlace {
  readonly port: number
  readonly people: readonly Account[]
  readonly #weft: WeftProcess
  readonly #dataDir: string

  private constructor(weft: WeftProcess, dataDir: string, port: number, people: readonly Account[]) {
    this.#weft = weft
    this.#dataDir = dataDir
    this.port = port
    this.people = people
  }

  static async open(persons: number): Promise<Installation> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-bench-whole-'))
    const port = await freePort()
    const weft = new WeftProcess({ dataDir, port, environment: { LOG_LEVEL: 'warn' } })
    weft.start()
    try {
      await weft.ready()
      const owner = await firstRun(weft.url)
      const people = [owner]
      for (let n = 1; n < persons; n++) people.push(await joinByInvitation(owner, `typist-${n}`))
      return new Installation(weft, dataDir, port, people)
    } catch (error) {
      await end(weft, dataDir)
      throw error
    }
  }

  /** Who set the installation up, with a first page. */
  get owner(): Account {
    return this.#person(0)
  }

  /** The process that has the sockets and the public port. */
  get pid(): number {
    const [pid] = this.#weft.pidsOf('collab')
    if (pid === undefined) throw new Error('the collaboration process does not run')
    return pid
  }

  newDocument(): Promise<string> {
    return createPage(this.owner, 'Typed in company')
  }

  dialect(documentId: string, seat: number): Dialect {
    return {
      path: `/collab/${documentId}`,
      headers: { Cookie: this.#person(seat).cookie, Origin: this.#weft.url },
      prefix: new Uint8Array(),
      opening: [textMessage([100], JSON.stringify({ schemaVersion: SCHEMA_VERSION }))],
      savedType: 'count',
    }
  }

  async close(): Promise<void> {
    await end(this.#weft, this.#dataDir)
  }

  #person(seat: number): Account {
    const person = this.people[seat]
    if (!person) throw new Error('more seats than people')
    return person
  }
}

async function end(weft: WeftProcess, dataDir: string): Promise<void> {
  await weft.stop()
  await rm(dataDir, { recursive: true, force: true })
}
