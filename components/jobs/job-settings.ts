import { useSyncExternalStore } from 'react'
import { z } from 'zod'
import { IMAGE_FITS, IMAGE_FORMATS } from '#server/contracts/media-kinds.ts'
import { Readers, Tone } from '#server/contracts/rewrite-kinds.ts'
import { OcrLanguage } from '#server/contracts/scan-reading.ts'
import { FIELDS_MAX, FieldType } from '#server/contracts/sorting-kinds.ts'
import { SoundFormat, SoundSize } from '#server/contracts/sound-work.ts'
import { ENTITY_TYPES, SummaryStyle } from '#server/contracts/text-kinds.ts'
import { HINT_MAX } from '#server/contracts/transcription.ts'

const text = z.string().max(10)

/** The options of all kinds as a form holds them: numbers stay text until they are sent, so that they can be half typed. */
export const JobSettings = z.object({
  words: text,
  style: SummaryStyle,
  labels: z.string().max(2_000),
  several: z.boolean(),
  twice: z.boolean(),
  fields: z
    .array(z.object({ name: z.string().max(80), type: FieldType, required: z.boolean() }))
    .min(1)
    .max(FIELDS_MAX),
  count: text,
  types: z.array(z.enum(ENTITY_TYPES)),
  hardest: text,
  format: z.enum(IMAGE_FORMATS),
  quality: text,
  width: text,
  height: text,
  fit: z.enum(IMAGE_FITS),
  side: text,
  from: text,
  to: text,
  as: z.enum(['blocks', 'text']),
  images: z.boolean(),
  scanLanguage: OcrLanguage,
  points: text,
  shorter: text,
  longer: text,
  tone: Tone,
  language: z.string().max(35),
  readers: Readers,
  /** The language of recordings; empty where the model is to find it. */
  spoken: z.string().max(2),
  hint: z.string().max(HINT_MAX),
  cutFrom: z.string().max(20),
  /** Empty until somebody says or the recording is known, whose end it then is. */
  cutTo: z.string().max(20),
  soundFormat: SoundFormat,
  soundSize: SoundSize,
})
export type JobSettings = z.infer<typeof JobSettings>

export const DEFAULT_SETTINGS: JobSettings = {
  words: '80',
  style: 'paragraph',
  labels: '',
  several: false,
  twice: false,
  fields: [{ name: '', type: 'text', required: false }],
  count: '10',
  types: [...ENTITY_TYPES],
  hardest: '5',
  format: 'webp',
  quality: '80',
  width: '1200',
  height: '',
  fit: 'inside',
  side: '256',
  from: '1',
  to: '',
  as: 'blocks',
  images: true,
  scanLanguage: 'eng',
  points: '300',
  shorter: '50',
  longer: '150',
  tone: 'plain',
  language: 'en',
  readers: 'newcomer',
  spoken: '',
  hint: '',
  cutFrom: '0:00',
  cutTo: '',
  soundFormat: 'mp3',
  soundSize: 'good',
}

const KEY = 'weft-job-settings'
const listeners = new Set<() => void>()
// Which pages or moments of a file are wanted belongs to the file, not to the person.
const { from, to, cutFrom, cutTo } = DEFAULT_SETTINGS
export const SETTINGS_OF_A_FILE = { from, to, cutFrom, cutTo }

/** Keeps the options of a job that was sent, for the next of its kind in this browser. */
export function rememberSettings(settings: JobSettings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...settings, ...SETTINGS_OF_A_FILE }))
  } catch {
    // A browser that keeps nothing, or has no room: the next form begins with the defaults.
  }
  for (const listener of listeners) listener()
}

/** The options of the last job sent from this browser, on top of the defaults; on the server and at first, the defaults. */
export function useRememberedSettings(): JobSettings {
  const kept = useSyncExternalStore(subscribe, readKept, () => null)
  return parseKept(kept)
}

/** What is kept, or the defaults where it is nothing or of another version. */
export function parseKept(kept: string | null): JobSettings {
  if (kept === null) return DEFAULT_SETTINGS
  try {
    const parsed = JobSettings.partial().safeParse(JSON.parse(kept))
    return parsed.success ? { ...DEFAULT_SETTINGS, ...parsed.data, ...SETTINGS_OF_A_FILE } : DEFAULT_SETTINGS
  } catch {
    // Written by another program, or cut off: as good as nothing.
    return DEFAULT_SETTINGS
  }
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null // storage is forbidden in this browser
  }
}

// A page asks for jobs from its menus too, while its panel or another form has just sent one.
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
