import { Worker } from 'node:worker_threads'
import type { DocumentState } from './document-state.ts'
import { packUpdates } from './packed-updates.ts'
import type { Projection } from './projection.ts'
import type { RenderAnswer, RenderRequest } from './render-worker.ts'

export type Rendered = Projection & { seq: number; snapshot: Uint8Array | undefined }

// V8 would let what the thread has just made and dropped grow to more than a hundred megabytes before it looks at it.
const YOUNG_MB = 8

// Of a smaller one a live copy takes a millisecond to make, and two hundred kilobytes, which grow old before they are dropped.
const KEPT_FROM_BYTES = 65_536

type Waiting = { resolve: (answer: RenderAnswer) => void; reject: (error: Error) => void }

/** Makes titles, texts and snapshots of documents in a thread of its own, which is started when first needed. */
export class Renderer {
  #worker: Worker | undefined
  #nextId = 1
  readonly #waiting = new Map<number, Waiting>()
  /** The number up to which the thread's copy of a document goes. */
  #known = new WeakMap<DocumentState, number>()

  /** Renders the committed state of this moment. Throws when the thread fails or the document is not whole. */
  async render(documentId: string, state: DocumentState, snapshot: boolean): Promise<Rendered> {
    const seq = state.headSeq
    const vector = snapshot ? new Map(state.vector) : undefined
    const from = this.#known.get(state)
    const updates = from === undefined ? undefined : state.updatesAfter(from)
    const { base, baseSeq } = state
    const keep = state.bytes >= KEPT_FROM_BYTES
    const tail = state.updatesAfter(baseSeq) ?? []
    const askWhole = (): Promise<RenderAnswer> =>
      this.#ask({ documentId, from: baseSeq, base, updates: packUpdates(tail), to: seq, keep, vector })
    let answer =
      from !== undefined && updates
        ? await this.#ask({ documentId, from, updates: packUpdates(updates), to: seq, keep, vector })
        : await askWhole()
    if (answer.kind === 'missing') answer = await askWhole()
    if (answer.kind !== 'rendered')
      throw new Error(`rendering failed: ${answer.kind === 'failed' ? answer.reason : 'nothing to render'}`)
    if (keep) this.#known.set(state, seq)
    else this.#known.delete(state)
    const { title, text, drafts } = answer
    return { title, text, drafts, seq, snapshot: answer.snapshot }
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    this.#lost(new Error('the renderer is closed'))
    await worker?.terminate()
  }

  #ask(request: Omit<RenderRequest, 'id'>): Promise<RenderAnswer> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      const { bytes, ends } = request.updates
      this.#thread().postMessage({ ...request, id } satisfies RenderRequest, [bytes.buffer, ends.buffer])
    })
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(new URL('./render-worker.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    worker.unref()
    worker.on('message', (answer: RenderAnswer) => {
      this.#waiting.get(answer.id)?.resolve(answer)
      this.#waiting.delete(answer.id)
    })
    worker.on('error', (error) => this.#lost(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
      this.#known = new WeakMap()
      this.#lost(new Error('the rendering thread has ended'))
    })
    this.#worker = worker
    return worker
  }

  #lost(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
