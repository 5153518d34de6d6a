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
/** Whose options are kept. Of nobody in particular nothing outlives the page. */
let account: string | undefined
let ofNobody: string | null = null
const listeners = new Set<() => void>()
// Which pages or moments of a file are wanted belongs to the file, not to the person.
const { from, to, cutFrom, cutTo } = DEFAULT_SETTINGS
export const SETTINGS_OF_A_FILE = { from, to, cutFrom, cutTo }

/** Keeps options for this account from now on, apart from those of others who use this browser. */
export function keepSettingsOf(userId: string): void {
  if (account === userId) return
  account = userId
  ofNobody = null
  // An earlier version kept one for all, whoever's labels and hints they were.
  inStore((store) => store.removeItem(KEY))
  tell()
}

/** Leaves nothing of this account's options to who comes next. */
export function forgetSettings(): void {
  inStore((store) => store.removeItem(keyOf(account)))
  ofNobody = null
  tell()
}

/** Keeps the options of a job that was sent, for the next of its kind that this account sends from this browser. */
export function rememberSettings(settings: JobSettings): void {
  const kept = JSON.stringify({ ...settings, ...SETTINGS_OF_A_FILE })
  if (account === undefined) ofNobody = kept
  // A browser that keeps nothing, or has no room: the next form begins with the defaults.
  else inStore((store) => store.setItem(keyOf(account), kept))
  tell()
}

function keyOf(userId: string | undefined): string {
  return `${KEY} ${userId}`
}

/** What a browser gives whose storage is forbidden, or full: undefined. */
function inStore<T>(act: (store: Storage) => T): T | undefined {
  try {
    return act(localStorage)
  } catch {
    return undefined
  }
}

function tell(): void {
  for (const listener of listeners) listener()
}

/** The options of the last job that this account sent from this browser, on top of the defaults; on the server and at first, the defaults. */
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
  if (account === undefined) return ofNobody
  return inStore((store) => store.getItem(keyOf(account))) ?? null
}

// A page asks for jobs from its menus too, while its panel or another form has just sent one.
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
