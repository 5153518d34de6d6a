import { CONTRIBUTION_KIND } from '#server/contracts/contributions.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { confidenceWord } from '../../jobs/confidence-word.ts'

const KIND_NAMES: Record<TaskKind, string> = {
  summarise: 'Summary',
  keywords: 'Keywords',
  entities: 'Names and facts',
  sentiment: 'Sentiment',
  language: 'Language',
  readability: 'Readability',
  'action-items': 'Action items',
  classify: 'Labels',
  extract: 'Fields',
  ask: 'Answer',
  improve: 'Improved text',
  'fix-grammar': 'Corrected text',
  shorter: 'Shorter text',
  longer: 'Longer text',
  'change-tone': 'Text in another tone',
  translate: 'Translation',
  explain: 'Explanation',
  ocr: 'Text read from an image',
  'convert-image': 'Converted image',
  'resize-image': 'Resized image',
  thumbnail: 'Thumbnail',
  'image-metadata': 'Image data',
  'read-pdf': 'Text of a PDF',
  'read-docx': 'Text of a Word file',
  transcribe: 'Transcript',
  'probe-media': 'Recording data',
  waveform: 'Waveform',
  'cut-media': 'Cut recording',
  transcode: 'Converted recording',
}

/** What a result is called in the page; kinds of a newer Weft still have a name. */
export function resultName(kind: unknown): string {
  if (kind === CONTRIBUTION_KIND) return 'Contribution'
  return typeof kind === 'string' && Object.hasOwn(KIND_NAMES, kind) ? KIND_NAMES[kind as TaskKind] : 'Result'
}

// The name under which the engine inside Weft answers.
const BUILT_IN = 'built-in'

/** Who answered, in words: which of its methods the engine inside Weft used, the job's own page tells. */
export function providerName(provider: unknown, model: unknown): string {
  if (typeof provider !== 'string' || provider === '') return 'an unknown provider'
  if (provider === BUILT_IN) return 'the built-in engine'
  return typeof model === 'string' && model !== '' ? `${provider} (${model})` : provider
}

/** "looks right, 94 %", the figure never parted from its sign; undefined where the kind has no measure. */
export function confidenceWords(confidence: unknown): string | undefined {
  if (typeof confidence !== 'number') return undefined
  return `${confidenceWord(confidence).toLowerCase()}, ${Math.round(confidence * 100)}\u00a0%`
}

/** What makes this answer less than the usual one; undefined when nothing does. */
export function warningWords(cache: unknown, degraded: unknown): string | undefined {
  if (cache === 'stale') return 'This is an older answer: no provider gave one in time.'
  if (degraded === true)
    return 'The usual provider gave no answer in time; this is the best that could be had.'
  return undefined
}

const UNFINISHED: ReadonlyMap<unknown, string> = new Map([
  ['stopped', 'Stopped before its end: this is what was written until then.'],
  ['failed', 'The job failed before its end: this is what was written until then.'],
])

/** What is left of a result that was not finished; undefined for one that is whole, or still to be. */
export function unfinishedWords(phase: unknown): string | undefined {
  return UNFINISHED.get(phase)
}

/** Who answered and how sure, in one line. */
export function answerWords(answer: {
  provider: unknown
  model: unknown
  confidence: unknown
  cache: unknown
}): string {
  return [
    `by ${providerName(answer.provider, answer.model)}`,
    confidenceWords(answer.confidence),
    answer.cache === 'hit' ? 'from the cache' : undefined,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** What a job does whose words come into the page. Without the job's row it can only be said that it writes. */
export function writingWords(
  task: Pick<TaskView, 'status' | 'attempt' | 'progress' | 'cancelRequested' | 'error'> | undefined,
): string {
  if (!task) return 'Writing'
  if (task.cancelRequested || task.status === 'CANCELLED') return 'Stopping'
  if (task.status === 'FAILED') return task.error?.message ?? 'The job failed.'
  if (task.status === 'COMPLETED') return 'Ready in a moment'
  if (task.status === 'PENDING') return task.attempt > 0 ? 'Waits for its next try' : 'Waits for its turn'
  return /\d/.test(task.progress?.note ?? '') ? `Writing · ${task.progress?.note}` : 'Writing'
}
