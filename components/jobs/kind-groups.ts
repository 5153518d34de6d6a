import {
  FILE_KINDS,
  IMAGE_KINDS,
  MEDIA_KINDS,
  MEDIA_TYPES_OF,
  type MediaKind,
  SOUND_KINDS,
} from '#server/contracts/media-kinds.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import { isRewriteKind, REWRITE_KINDS } from '#server/contracts/rewrite-kinds.ts'
import { TEXT_KINDS } from '#server/contracts/text-kinds.ts'
import { KIND_HINTS, KIND_WORDS } from './job-words.ts'

/** The kinds of job as people look for them. */
export const KIND_GROUPS: readonly { label: string; kinds: readonly TaskKind[] }[] = [
  { label: 'Text', kinds: TEXT_KINDS.filter((kind) => !isRewriteKind(kind)) },
  { label: 'Writing', kinds: REWRITE_KINDS },
  { label: 'Image', kinds: IMAGE_KINDS },
  { label: 'Document', kinds: FILE_KINDS },
  { label: 'Audio & video', kinds: SOUND_KINDS },
]

/** Other words that people search for. */
const SEARCH_WORDS: Readonly<Record<TaskKind, string>> = {
  summarise: 'summary summarize shorten tldr gist',
  keywords: 'tags terms topics',
  entities: 'people persons places organisations dates money e-mail links extract ner',
  sentiment: 'mood tone opinion positive negative',
  language: 'detect which idiom',
  classify: 'label category sort tag which kind triage',
  extract: 'fields table form values data json structured',
  ask: 'question answer chat why what who find',
  'action-items': 'tasks todo to-do next steps minutes deadlines assignee',
  readability: 'grade flesch fog lix easy hard sentences',
  improve: 'rewrite better style edit polish clearer',
  'fix-grammar': 'correct proofread typos errors',
  shorter: 'shorten cut condense trim',
  longer: 'lengthen expand extend',
  'change-tone': 'style voice polite formal friendly',
  translate: 'language german french spanish english',
  explain: 'understand meaning simple why',
  ocr: 'ocr text photo recognise',
  'convert-image': 'format png jpeg jpg webp avif picture',
  'resize-image': 'scale crop smaller size picture',
  thumbnail: 'preview icon square picture',
  'image-metadata': 'exif gps camera size picture metadata',
  'read-pdf': 'extract text import acrobat',
  'read-docx': 'docx office import',
  transcribe: 'speech to text whisper subtitles captions srt vtt minutes dictation interview',
  'probe-media': 'audio video length codec mp3 mp4 metadata',
  'cut-media': 'trim clip crop shorten audio video split part',
  transcode: 'format mp3 opus ogg m4a aac wav audio encode compress smaller extract sound',
  waveform: 'audio sound loudness draw mp3',
}

/** True for kinds that work on an uploaded file. */
export function isMediaKind(kind: TaskKind): kind is MediaKind {
  return MEDIA_KINDS.some((one) => one === kind)
}

/** True for a kind that goes by what was typed, or by a word that people say for it. */
export function fitsKind(kind: TaskKind, query: string): boolean {
  const wanted = query.trim().toLowerCase()
  return `${KIND_WORDS[kind]} ${KIND_HINTS[kind]} ${SEARCH_WORDS[kind]}`.toLowerCase().includes(wanted)
}

/** The groups with the kinds that fit what was typed; groups without any are left out. */
export function searchKinds(query: string): typeof KIND_GROUPS {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return KIND_GROUPS
  return KIND_GROUPS.map(({ label, kinds }) => ({
    label,
    kinds: label.toLowerCase().startsWith(wanted) ? kinds : kinds.filter((kind) => fitsKind(kind, query)),
  })).filter(({ kinds }) => kinds.length > 0)
}

/** The kinds of job that a file of this type can be given to, the likeliest first. */
export function kindsForMedia(mediaType: string): MediaKind[] {
  return MEDIA_KINDS.filter((kind) => MEDIA_TYPES_OF[kind].includes(mediaType))
}
