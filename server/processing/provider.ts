import type { ProcessResult, TaskKind } from '#server/contracts/processing.ts'
import type { ProcessText } from '#server/contracts/text-kinds.ts'
import type { Priced } from '#server/providers/known-providers.ts'

/** A request whose source has been resolved: the text as it was when the job ran. */
export type TextRequest = WithText<ProcessText>

// Distributes over the union, so that each kind keeps its own options.
type WithText<Request> = Request extends { kind: 'ask' }
  ? Omit<Request, 'source'> & { text: string; pages: readonly AskedPage[] }
  : Request extends ProcessText
    ? Omit<Request, 'source'> & { text: string }
    : never

/** A page of those that a question is about, and where it begins in their text. */
export type AskedPage = { documentId: string; title: string; start: number }
export type AskRequest = Extract<TextRequest, { kind: 'ask' }>

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
  /** The most characters of a text that it is given in one call. */
  readonly partCharacters: number
  /** Tokens of question and answer together that it takes beside its thoughts, as far as is known by now. */
  contextTokens(): number | undefined
  /** Whether its model writes thoughts before an answer, as far as is known by now. */
  thinks?(): boolean
  /** What its model costs; absent where nobody said. */
  readonly price?: Priced
  /**
   * With `onText` the words are told as they come, all that there are so far and none of its thoughts; the answer is what is returned
   * in the end. `onSign` is told of each word and thought, where the answer is long or the model thinks and it can be seen to come.
   */
  answer(
    request: TextRequest,
    options: { signal: AbortSignal; onText?: (text: string) => void; onSign?: () => void },
  ): Promise<ProviderAnswer>
}
