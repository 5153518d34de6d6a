import * as Y from 'yjs'
import { type Content, contentOf } from './committed.ts'
import type { Referee, Rule } from './rules.ts'
import type { Scheduler } from './scheduler.ts'
import type { SimulatedDatabase } from './simulated-database.ts'

export type Violation = { rule: Rule; detail: string; at: number }

/** Holds what a history does against the rules, at the moment when it does it. */
export class Checker implements Referee {
  violation: Violation | undefined
  readonly #scheduler: Scheduler
  readonly #database: SimulatedDatabase
  readonly #contents = new WeakMap<Uint8Array, Content>()

  constructor(scheduler: Scheduler, database: SimulatedDatabase) {
    this.#scheduler = scheduler
    this.#database = database
  }

  /** The first violation counts; what follows it may only follow from it. */
  fail(rule: Rule, detail: string): void {
    if (this.violation) return
    this.violation = { rule, detail, at: this.#scheduler.now }
    this.#scheduler.trace.note(this.#scheduler.now, 'checker', `VIOLATION: ${rule}:`, detail)
  }

  /** An update is on its way to somebody. */
  shown(documentId: string, bytes: Uint8Array, to: string): void {
    const lack = this.#lack(documentId, this.#contentOf(bytes))
    if (lack) this.fail('nothing uncommitted is shown', `${to} is sent ${lack}`)
  }

  /** A client is told that more of the frames of its connection are saved. */
  saved(
    documentId: string,
    frames: readonly Uint8Array[],
    { from, to }: { from: number; to: number },
    who: string,
  ): void {
    const rule = 'saved is never ahead of committed'
    if (to > frames.length) this.fail(rule, `${who} is told ${to} of ${frames.length} frames`)
    if (to < from) this.fail(rule, `${who} is told ${to} after ${from}`)
    for (const [index, frame] of frames.slice(from, to).entries()) {
      const lack = this.#lack(documentId, this.#contentOf(frame))
      if (lack) this.fail(rule, `${who} is told that frame ${from + index + 1} is, with ${lack}`)
    }
  }

  greeted(documentId: string, headSeq: number, to: string): void {
    const head = this.#database.document(documentId).rows.length
    if (headSeq > head)
      this.fail('nothing uncommitted is shown', `${to} hears of ${headSeq} of ${head} updates`)
  }

  /** A client believes that this is saved. */
  believed(documentId: string, content: Content, who: string): void {
    const lack = this.#lack(documentId, content)
    if (lack) this.fail('saved is never ahead of committed', `${who} believes in ${lack}`)
  }

  /** What stands in a deleted element is deleted with it, whether a row says so or not: only a whole document can tell. */
  #lack(documentId: string, content: Content): string | undefined {
    const document = this.#database.document(documentId)
    const lack = document.committed.lacks(content)
    if (!lack || content.deletes.length === 0) return lack
    const deleted = Y.createDeleteSetFromStructStore(this.#database.truth(document).store)
    const deletes = content.deletes.filter(({ client, clock, length }) =>
      Array.from({ length }, (_, n) => Y.createID(client, clock + n)).some((id) => !Y.isDeleted(deleted, id)),
    )
    return document.committed.lacks({ structs: content.structs, deletes })
  }

  #contentOf(bytes: Uint8Array): Content {
    const known = this.#contents.get(bytes)
    if (known) return known
    const content = contentOf(bytes)
    this.#contents.set(bytes, content)
    return content
  }
}
