import { ModelKind } from '#server/contracts/model-names.ts'
import type { TaskKind } from '#server/contracts/processing.ts'

/** Part of every cache key: raise it whenever a prompt changes, and old answers are not given any more. */
export const PROMPT_VERSION = 5

/** The same for how transcripts are read. */
export const TRANSCRIPT_VERSION = 1

/** What works on each kind in this server, with a version that is part of cache keys: raise it when its results change. */
const ENGINES = {
  summarise: 'extractive-1',
  keywords: 'extractive-1',
  entities: 'wink-and-rules-2',
  sentiment: 'wink-lexicon-1',
  language: 'eld-medium-1',
  readability: 'formulas-1',
  'action-items': 'forms-1',
  ocr: 'tesseract-7-best-int-3',
  'convert-image': 'sharp-0.35-1',
  'resize-image': 'sharp-0.35-1',
  thumbnail: 'sharp-0.35-1',
  'image-metadata': 'sharp-exif-1',
  'read-pdf': 'pdfjs-layout-3',
  'read-docx': 'mammoth-1.13-3',
  'probe-media': 'ffprobe-1',
  waveform: 'ffmpeg-peaks-1',
  'cut-media': 'cut-1',
  transcode: 'ffmpeg-sound-1',
} as const

/** A kind that this server can do without a model. */
export type OwnKind = keyof typeof ENGINES

/** How this server does a kind. */
export function engineVersion(kind: OwnKind): string {
  return ENGINES[kind]
}

/** A provider as far as it decides what an answer would be made of. */
type Asked = { name: string; model: string | null; partCharacters?: number }

/** Everything besides a request and its sources that decides what its answer would be made of: equal where nothing has changed. */
export function enginesFor(kind: TaskKind, providers: readonly Asked[]): string {
  const own: string | undefined = (ENGINES as Partial<Record<TaskKind, string>>)[kind]
  if (kind === 'transcribe')
    return JSON.stringify([TRANSCRIPT_VERSION, providers.map(({ name, model }) => [name, model])])
  const asked = providers.map(({ name, model, partCharacters }) => [name, model, partCharacters])
  return JSON.stringify([own ?? null, ...(ModelKind.safeParse(kind).success ? [PROMPT_VERSION, asked] : [])])
}
