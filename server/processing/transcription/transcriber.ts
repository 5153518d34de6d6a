import type { SegmentDoubt } from '#server/contracts/transcription.ts'
import type { Priced } from '#server/providers/known-providers.ts'

/** A stretch of sound as it is sent: its bytes, their type, and its length where that is known. */
export type SoundPart = { bytes: Blob; mediaType: string; seconds: number | null }
export type Wishes = { language?: string | undefined; hint?: string | undefined }

/** A segment as a model gave it, its times from the beginning of what it was sent. */
export type HeardSegment = {
  start: number
  end: number
  text: string
  sure: number | null
  doubt: SegmentDoubt | null
}

export type Heard = {
  language: string | null
  /** The length that the model found, where it says so: it shows that all of it was heard. */
  seconds: number | null
  timed: boolean
  segments: HeardSegment[]
}

/**
 * A model that writes down speech. `transcribe` throws `ProviderFailure` when it cannot, and stops when the signal aborts. It never
 * retries by itself.
 */
export interface Transcriber {
  readonly name: string
  readonly model: string
  /** What its model costs; absent where nobody said. */
  readonly price?: Priced
  transcribe(part: SoundPart, wishes: Wishes, signal: AbortSignal): Promise<Heard>
}
