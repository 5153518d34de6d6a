import type { CacheState, PathStep, TaskKind } from '#server/contracts/processing.ts'
import type { TaskStatus } from '#server/contracts/tasks.ts'

/** How people read what the machine stores as codes. */
export const KIND_WORDS = {
  summarise: 'Summarise',
  keywords: 'Keywords',
  entities: 'Names and facts',
  sentiment: 'Sentiment',
  language: 'Language',
  readability: 'Readability',
  'action-items': 'Action items',
  classify: 'Classify',
  extract: 'Extract fields',
  ask: 'Ask',
  improve: 'Improve writing',
  'fix-grammar': 'Fix spelling and grammar',
  shorter: 'Shorter',
  longer: 'Longer',
  'change-tone': 'Change tone',
  translate: 'Translate',
  explain: 'Explain',
  ocr: 'Read a scan',
  'convert-image': 'Convert',
  'resize-image': 'Resize',
  thumbnail: 'Thumbnail',
  'image-metadata': 'Image data',
  'read-pdf': 'Read a PDF',
  'read-docx': 'Read a Word file',
  transcribe: 'Transcribe',
  'probe-media': 'Recording data',
  waveform: 'Waveform',
  'cut-media': 'Cut a recording',
  transcode: 'Convert a recording',
} satisfies Record<TaskKind, string>

/** What a job is called; kinds of a newer Weft still have a name. */
export function jobName(kind: unknown): string {
  return Object.entries(KIND_WORDS).find(([known]) => known === kind)?.[1] ?? 'A job'
}

export const KIND_HINTS = {
  summarise: 'The gist of a text or page, in as many words as you allow.',
  keywords: 'The terms that tell what a text is about, by weight.',
  entities: 'Names, dates, amounts and addresses, marked where they stand.',
  sentiment: 'How favourable a text sounds, sentence by sentence.',
  language: 'Which language a text is in, and how sure that is.',
  readability: 'How hard a text is to read, and which sentences make it so.',
  'action-items': 'Who is to do what and by when, as a list to tick.',
  classify: 'Which of your labels fit a text.',
  extract: 'What a text says for each of your fields, as a table.',
  ask: 'A question about a page or several, answered with quotations.',
  improve: 'Clearer and more fluent, in the same language and length.',
  'fix-grammar': 'Spelling, grammar and punctuation, and nothing else.',
  shorter: 'The same in fewer words.',
  longer: 'The same said more fully, with nothing invented.',
  'change-tone': 'Formal, friendly, plain, confident or otherwise.',
  translate: 'Into another language; the source’s is found by itself.',
  explain: 'What a text means, for those who do not know its subject.',
  ocr: 'The words in a photographed or scanned page, as text.',
  'convert-image': 'The same picture as PNG, JPEG, WebP or AVIF.',
  'resize-image': 'A smaller copy of a picture, whole or cropped.',
  thumbnail: 'A small square, cut where the picture says most.',
  'image-metadata': 'Size, colours, camera, and whether it tells a place.',
  'read-pdf': 'The text of a PDF as headings, paragraphs and lists.',
  'read-docx': 'A Word document as blocks of a page, with its pictures.',
  transcribe: 'What is said in a recording, with the moment of each sentence.',
  'probe-media': 'Length, tracks and codecs of audio or video.',
  waveform: 'The loudness of a recording, drawn over its length.',
  'cut-media': 'What lies between two moments, as a file of its own.',
  transcode: 'The sound as MP3, Opus, M4A or WAV.',
} satisfies Record<TaskKind, string>

export const STATUS_WORDS = {
  PENDING: 'Waiting',
  RUNNING: 'Running',
  COMPLETED: 'Finished',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
} satisfies Record<TaskStatus, string>

export const CACHE_WORDS = {
  hit: 'Answered from the cache: the same was asked before',
  miss: 'Computed for this job',
  stale: 'An older answer: no provider gave one in time',
  bypass: 'Computed anew, past the cache',
} satisfies Record<CacheState, string>

export const STEP_WORDS = {
  cache: 'Cache',
  queue: 'Asking a provider',
  primary: 'First provider',
  fallback: 'Fallback',
  partial: 'Answer with gaps',
  stale: 'Older answer',
  degraded: 'Built-in engine, as a last resort',
  local: 'Built-in engine',
} satisfies Record<PathStep['step'], string>

export const OUTCOME_WORDS = {
  answered: 'answered',
  miss: 'had nothing',
  failed: 'failed',
  skipped: 'was skipped',
  rejected: 'answered, but not well enough',
} satisfies Record<PathStep['outcome'], string>

/** Milliseconds as people say them: "840 ms", "3.2 s", "1 min", "2 min 5 s", "3 h 20 min", "4 d 2 h". */
export function duration(ms: number): string {
  // Each limit lies where the next form begins to be what is rounded to: nobody says "60 s" or "1000 ms".
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`
  if (ms < 59_500) return `${Math.round(ms / 1_000)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return both(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 1_440) return both(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(minutes / 60)
  return both(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

/** Of a whole number of the larger nobody says that there is none of the smaller. */
function both(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`
}
