import type { ProcessResult } from '#server/contracts/processing.ts'
import type { PlainAnswer } from '#server/contracts/stored-answer.ts'
import type { TaskJob } from '#server/contracts/tasks.ts'
import { isWritten, type PartialAnswer, partialBlocks, showsPartial } from '../partial-result.ts'
import type { TextRequest } from '../provider.ts'
import { mergeResults, type PartResult } from './merge-results.ts'
import type { TextPart } from './text-parts.ts'

/**
 * Shows what there is of an answer in parts while they are asked for, put together as the whole will be. Words are shown from
 * the beginning to the first part that is not finished, which grows: nobody reads around a hole. What is found in parts is shown from
 * wherever it was found.
 */
export class PartsDraft {
  readonly #request: TextRequest
  readonly #parts: readonly TextPart[]
  readonly #show: NonNullable<TaskJob['show']>
  /** By part; undefined for one that nobody answered. */
  readonly #finished = new Map<TextPart, ProcessResult | undefined>()
  readonly #open = new Map<TextPart, PartialAnswer>()

  constructor(request: TextRequest, parts: readonly TextPart[], show: NonNullable<TaskJob['show']>) {
    this.#request = request
    this.#parts = parts
    this.#show = show
  }

  /** What is told while a provider answers this part. */
  grows(part: TextPart, partial: PartialAnswer): void {
    this.#open.set(part, partial)
    this.#tell(partial)
  }

  /** This part has its answer, or will have none. */
  finishes(part: TextPart, answer: PlainAnswer | undefined): void {
    this.#open.delete(part)
    this.#finished.set(part, answer?.result)
    if (answer) this.#tell(answer)
  }

  #tell({ provider, model }: Pick<PartialAnswer, 'provider' | 'model'>): void {
    if (showsPartial(this.#request))
      this.#show({ provider, model, blocks: () => partialBlocks(this.#soFar()) })
  }

  #soFar(): ProcessResult | undefined {
    const { kind, text } = this.#request
    const there: PartResult[] = []
    for (const part of this.#parts) {
      const result = this.#finished.get(part) ?? this.#open.get(part)?.result()
      if (result) there.push({ part, result })
      if (isWritten(kind) && !this.#finished.has(part)) break
    }
    const end = there.at(-1)?.part.end
    // What follows is not missing: it is not there yet.
    return end === undefined
      ? undefined
      : mergeResults({ ...this.#request, text: text.slice(0, end) }, there).result
  }
}
