import { loadProfiles } from '#server/accounts/load-profiles.ts'
import { type JobSeat, joinAsJob } from '#server/collaboration/join-as-job.ts'
import type { PartialResult, TaskJob, TaskPayload, TaskProgress } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { asAppError } from '#server/platform/errors.ts'
import { writeDraft } from '../write-draft.ts'

// What is answered sooner, from the cache above all, stands there at once and is never seen in the making.
const BEGIN_MS = 400
// At most five times a second, and never more than a fifth of the time: an edit costs more in a long page.
const PACE_MS = 200
const REST_SHARE = 4

/**
 * Lets a page show what a job writes, a few times a second, the newest always, and the job among those present from its first
 * words there to the last. A write that fails is made good by the next, or by the result; one that is refused is the last: the
 * attempt lost its task, its page or its place.
 */
export class DraftWriter {
  readonly #ctx: Context
  readonly #job: TaskJob
  readonly #documentId: string
  readonly #asked: Pick<TaskPayload, 'request' | 'behind'>
  #newest: PartialResult | undefined
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #mayWriteFrom = 0
  #seat: JobSeat | undefined
  #progress: string | undefined
  #over = false

  constructor(
    ctx: Context,
    job: TaskJob,
    documentId: string,
    asked: Pick<TaskPayload, 'request' | 'behind'>,
  ) {
    this.#ctx = ctx
    this.#job = job
    this.#documentId = documentId
    this.#asked = asked
    this.#timer = setTimeout(() => this.#write(), BEGIN_MS)
  }

  show(partial: PartialResult): void {
    if (this.#over) return
    const isFirst = this.#newest === undefined
    this.#newest = partial
    if (!isFirst && (this.#timer || this.#writing)) return
    clearTimeout(this.#timer)
    if (!this.#writing) this.#writeSoon()
  }

  /** Tells everybody on the page how far the job is, where that is counted. */
  tell({ note }: TaskProgress): void {
    if (!/\d/.test(note)) return
    this.#progress = note
    this.#seat?.tell(note)
  }

  /** Resolves when nothing is being written any more, and nothing will be. */
  async stop(): Promise<void> {
    this.#over = true
    clearTimeout(this.#timer)
    await this.#writing
    this.#leave()
  }

  async #join(): Promise<JobSeat> {
    const { id: taskId, userId } = this.#job
    const asked = userId === null ? undefined : (await loadProfiles(this.#ctx, [userId])).get(userId)
    const job = { taskId, kind: this.#asked.request.kind, askedBy: asked?.name ?? null }
    const seat = joinAsJob(this.#ctx, this.#documentId, job)
    if (this.#progress !== undefined) seat.tell(this.#progress)
    return seat
  }

  #leave(): void {
    this.#seat?.leave()
    this.#seat = undefined
  }

  #writeSoon(): void {
    this.#timer = setTimeout(() => this.#write(), Math.max(0, this.#mayWriteFrom - performance.now()))
  }

  #write(): void {
    this.#timer = undefined
    const partial = this.#newest
    const start = performance.now()
    this.#writing = writeDraft(this.#ctx, {
      ...{ job: this.#job, documentId: this.#documentId, partial },
      request: this.#asked.request,
      behind: this.#asked.behind,
    })
      .then(async (stands) => {
        if (!stands) this.#over = true
        else if (!this.#over) this.#seat ??= await this.#join()
      })
      .catch((error: unknown) => {
        const { code } = asAppError(error)
        if (code === 'conflict' || code === 'not-found' || code === 'forbidden') this.#over = true
        this.#ctx.log.debug({ error }, 'what a job has written so far is not shown')
      })
      .finally(() => {
        const ms = performance.now() - start
        this.#mayWriteFrom = performance.now() + Math.max(PACE_MS - ms, ms * REST_SHARE)
        this.#writing = undefined
        if (this.#over) this.#leave()
        else if (this.#newest !== partial) this.#writeSoon()
      })
  }
}
