import type { z } from 'zod'
import type { KeywordsText, ProcessResult, SummariseText, TaskKind } from '#server/contracts/processing.ts'

/** A request whose source has been resolved: the text as it was when the job ran. */
export type TextRequest =
  | (Omit<z.infer<typeof SummariseText>, 'source'> & { text: string })
  | (Omit<z.infer<typeof KeywordsText>, 'source'> & { text: string })

export type ProviderAnswer = {
  result: ProcessResult
  /** True when the provider says that it stopped at its length limit. */
  cut: boolean
  /** Sentences for people about this answer. */
  notes: string[]
  usage: { inputTokens: number | null; outputTokens: number | null } | null
}

/**
 * Something that answers text requests: a model behind an endpoint, or the engine of this server.
 * `answer` throws `ProviderFailure` when it cannot, and stops working when the signal aborts. It never retries by itself.
 */
export interface Provider {
  readonly name: string
  readonly model: string | null
  readonly kinds: readonly TaskKind[]
  answer(request: TextRequest, options: { signal: AbortSignal }): Promise<ProviderAnswer>
}
