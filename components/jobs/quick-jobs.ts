import { type MediaKind, ProcessMedia } from '#server/contracts/media-kinds.ts'
import { ENTITY_TYPES, ProcessText } from '#server/contracts/text-kinds.ts'
import type { TextSource } from '#server/contracts/text-source.ts'
import { DEFAULT_SETTINGS, type JobSettings } from './job-settings.ts'

/** What a job is called where one press starts it with the usual options, and while it starts. */
export const QUICK_FILE_JOBS: Readonly<Record<MediaKind, { label: string; doing: string }>> = {
  ocr: { label: 'Read the text in it', doing: 'Reading the text in the image' },
  'convert-image': { label: 'Convert it to WebP', doing: 'Converting the image' },
  'resize-image': { label: 'A copy 1200 pixels wide', doing: 'Resizing the image' },
  thumbnail: { label: 'A thumbnail', doing: 'Cutting a thumbnail' },
  'image-metadata': { label: 'What its file tells', doing: 'Reading the image’s data' },
  'read-pdf': { label: 'Read its text', doing: 'Reading the PDF' },
  'read-docx': { label: 'Read its text', doing: 'Reading the Word file' },
  transcribe: { label: 'Transcribe it', doing: 'Transcribing the recording' },
  'probe-media': { label: 'Length and tracks', doing: 'Looking at the recording' },
  'cut-media': { label: 'Its first minute', doing: 'Cutting the recording' },
  transcode: { label: 'Convert it to MP3', doing: 'Converting the recording' },
  waveform: { label: 'Draw its waveform', doing: 'Listening to the recording' },
}

type FileSettings = Pick<JobSettings, 'scanLanguage' | 'spoken' | 'hint' | 'as' | 'images'>

/** The request of a job on a file: with the options that were used for its kind last, where its label does not name another. */
export function quickFileRequest(
  kind: MediaKind,
  attachmentId: string,
  { scanLanguage, spoken, hint, as, images }: FileSettings = DEFAULT_SETTINGS,
): ProcessMedia {
  return ProcessMedia.parse({
    kind,
    attachmentId,
    ...((kind === 'ocr' || kind === 'read-pdf') && { language: scanLanguage }),
    ...(kind === 'transcribe' && { language: spoken || undefined, hint: hint.trim() || undefined }),
    ...(kind === 'read-pdf' && { as }),
    ...(kind === 'read-docx' && { images }),
    format: kind === 'transcode' ? 'mp3' : 'webp',
    ...(kind === 'cut-media' && { start: 0, end: 60 }),
    ...(kind === 'resize-image' && { width: 1200 }),
  })
}

/** The kinds of job on a text that the menus of a page can start: the others have to be told labels or fields first. */
export type TextKind = Exclude<ProcessText['kind'], 'classify' | 'extract'>

/** What a job on a text is called while it starts: "Summarising this page". */
export const DOING_TEXT: Readonly<Record<TextKind, (what: string) => string>> = {
  summarise: (what) => `Summarising ${what}`,
  keywords: (what) => `Finding keywords of ${what}`,
  entities: (what) => `Looking for names and facts in ${what}`,
  sentiment: (what) => `Weighing the tone of ${what}`,
  language: (what) => `Telling the language of ${what}`,
  readability: (what) => `Measuring how ${what} reads`,
  'action-items': (what) => `Finding what is to do in ${what}`,
  improve: (what) => `Improving ${what}`,
  'fix-grammar': (what) => `Correcting ${what}`,
  shorter: (what) => `Shortening ${what}`,
  longer: (what) => `Lengthening ${what}`,
  'change-tone': (what) => `Changing the tone of ${what}`,
  translate: (what) => `Translating ${what}`,
  explain: (what) => `Explaining ${what}`,
  ask: (what) => `Looking for the answer in ${what}`,
}

/** The request of a job on a text, with the options that were used for its kind last; of one that asks, with its question. */
export function quickTextRequest(
  kind: TextKind,
  source: TextSource,
  settings: JobSettings,
  question?: string,
): ProcessText {
  if (kind === 'ask') return ProcessText.parse({ kind, source, question })
  // A form may have left an option of this kind half typed.
  const kept = ProcessText.safeParse(withOptions(kind, source, settings))
  return kept.success ? kept.data : ProcessText.parse(withOptions(kind, source, DEFAULT_SETTINGS))
}

/** Each kind takes what it knows of these, and leaves the others out. */
function withOptions(kind: TextKind, source: TextSource, settings: JobSettings): object {
  const { tone, language, readers, words, count, hardest, style, types } = settings
  const percent = kind === 'shorter' || kind === 'longer' ? Number(settings[kind]) : undefined
  const numbers = { words: Number(words), count: Number(count), hardest: Number(hardest), percent }
  return {
    kind,
    source,
    tone,
    language,
    readers,
    style: style === 'paragraph' ? undefined : style,
    types: types.length === ENTITY_TYPES.length ? undefined : types,
    ...numbers,
  }
}
