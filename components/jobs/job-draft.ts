import type { z } from 'zod'
import type { AttachmentView } from '#server/contracts/documents.ts'
import { ProcessMedia } from '#server/contracts/media-kinds.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import { CreateSchedule } from '#server/contracts/schedules.ts'
import { CreateTask } from '#server/contracts/tasks.ts'
import { ENTITY_TYPES, ProcessText } from '#server/contracts/text-kinds.ts'
import type { TextSource } from '#server/contracts/text-source.ts'
import { zoneName } from '../moment-words.ts'
import { DEFAULT_SETTINGS, type JobSettings } from './job-settings.ts'
import { AT_ONCE, type JobWhen, readWhen } from './job-when.ts'
import { isMediaKind } from './kind-groups.ts'
import { readMoment } from './moment-input.ts'

/** What the job form holds while it is being filled in. */
export type JobDraft = {
  kind: TaskKind
  sourceType: 'text' | 'document' | 'documents' | 'task' | 'passage'
  /** The words of a page that the form was opened about. */
  passage: PassageDraft | null
  /** Where in its page the result goes, as `CreateTask` takes it. */
  behind: string | null
  /** The job whose result is worked on. */
  earlier: { id: string; kind: TaskKind } | null
  text: string
  /** The page that is read, that holds the file, or that gets the result of a given text. */
  documentId: string | null
  /** The pages that a question is about, where they are several. */
  documentIds: string[]
  question: string
  instruction: string
  attachment: AttachmentView | null
  settings: JobSettings
  insert: boolean
  fresh: boolean
  /** The jobs of others go first. */
  canWait: boolean
  when: JobWhen
}

export type PassageDraft = {
  /** What the words are called: "this block". */
  what: string
  source: Extract<TextSource, { type: 'passage' }>
}

export type DraftField =
  | 'text'
  | 'documentId'
  | 'documentIds'
  | 'question'
  | 'instruction'
  | 'attachment'
  | 'when'
  | Exclude<
      keyof JobSettings,
      | 'format'
      | 'fit'
      | 'as'
      | 'images'
      | 'tone'
      | 'readers'
      | 'style'
      | 'several'
      | 'twice'
      | 'soundFormat'
      | 'soundSize'
      | 'scanLanguage'
    >
  | 'percent'
export type DraftFaults = Partial<Record<DraftField, string>>

export function emptyDraft(start: Partial<JobDraft> = {}): JobDraft {
  return {
    kind: 'summarise',
    sourceType: start.earlier ? 'task' : start.documentId ? 'document' : 'text',
    text: '',
    earlier: null,
    passage: null,
    behind: null,
    documentId: null,
    documentIds: start.documentId ? [start.documentId] : [],
    question: '',
    instruction: '',
    attachment: null,
    settings: DEFAULT_SETTINGS,
    insert: false,
    fresh: false,
    canWait: false,
    when: AT_ONCE,
    ...start,
  }
}

/** The call that a draft asks for, or what must be mended first. The limits are those of the contracts. */
export function readDraft(
  draft: JobDraft,
): { task: CreateTask } | { schedule: CreateSchedule } | { faults: DraftFaults } {
  const schema = isMediaKind(draft.kind) ? ProcessMedia : ProcessText
  const parsed = schema.safeParse(requestOf(draft))
  const when = readWhen(draft.when)
  const late = 'fault' in when ? { when: when.fault } : {}
  if (!parsed.success) return { faults: { ...faultsOf(parsed.error), ...late } }
  if ('fault' in when) return { faults: late }
  const asked = {
    request: parsed.data,
    documentId: draft.documentId ?? undefined,
    insert: draft.insert && draft.documentId !== null,
    behind: draft.insert && draft.documentId !== null ? (draft.behind ?? undefined) : undefined,
    fresh: draft.fresh,
    ...(draft.canWait && { priority: 'low' as const }),
  }
  if (!('cron' in when)) return { task: CreateTask.parse({ ...asked, ...when }) }
  const schedule = CreateSchedule.safeParse({ ...asked, ...when, timeZone: zoneName() })
  return schedule.success ? { schedule: schedule.data } : { faults: faultsOf(schedule.error) }
}

function requestOf({ kind, settings, ...draft }: JobDraft): unknown {
  const source = sourceOf(draft)
  const instruction = draft.instruction.trim() === '' ? undefined : draft.instruction
  const attachmentId = draft.attachment?.id
  switch (kind) {
    case 'summarise':
      return {
        ...{ kind, source, words: number(settings.words), instruction },
        style: settings.style === 'paragraph' ? undefined : settings.style,
      }
    case 'action-items':
      return { kind, source, instruction }
    case 'classify': {
      const labels = settings.labels.split('\n').filter((line) => line.trim() !== '')
      return { kind, source, instruction, labels, several: settings.several, twice: settings.twice }
    }
    case 'extract':
      return { kind, source, instruction, fields: settings.fields }
    case 'ask': {
      const pages = { type: 'documents', documentIds: draft.documentIds }
      return { kind, source: draft.sourceType === 'documents' ? pages : source, question: draft.question }
    }
    case 'keywords':
      return { kind, source, count: number(settings.count), instruction }
    case 'entities': {
      const all = settings.types.length === ENTITY_TYPES.length
      return { kind, source, types: all ? undefined : settings.types }
    }
    case 'improve':
    case 'fix-grammar':
      return { kind, source, instruction }
    case 'shorter':
    case 'longer':
      return { kind, source, instruction, percent: number(settings[kind]) }
    case 'change-tone':
      return { kind, source, instruction, tone: settings.tone }
    case 'translate':
      return { kind, source, instruction, language: settings.language }
    case 'explain':
      return { kind, source, instruction, readers: settings.readers }
    case 'readability':
      return { kind, source, hardest: number(settings.hardest) }
    case 'sentiment':
    case 'language':
      return { kind, source }
    case 'convert-image':
      return { kind, attachmentId, format: settings.format, quality: number(settings.quality) }
    case 'resize-image':
      return {
        kind,
        attachmentId,
        width: number(settings.width),
        height: optional(settings.height),
        fit: settings.fit,
      }
    case 'thumbnail':
      return { kind, attachmentId, side: number(settings.side) }
    case 'read-pdf':
      return {
        ...{ kind, attachmentId, as: settings.as, language: settings.scanLanguage },
        ...{ from: number(settings.from), to: optional(settings.to) },
      }
    case 'read-docx':
      return { kind, attachmentId, images: settings.images }
    case 'transcribe':
      return {
        kind,
        attachmentId,
        language: settings.spoken || undefined,
        hint: settings.hint.trim() || undefined,
      }
    case 'cut-media':
      return { kind, attachmentId, start: readMoment(settings.cutFrom), end: readMoment(settings.cutTo) }
    case 'transcode':
      return { kind, attachmentId, format: settings.soundFormat, size: settings.soundSize }
    case 'waveform':
      return { kind, attachmentId, points: number(settings.points) }
    case 'ocr':
      return { kind, attachmentId, language: settings.scanLanguage }
    case 'image-metadata':
    case 'probe-media':
      return { kind, attachmentId }
  }
}

function sourceOf({ sourceType, text, documentId, earlier, passage }: Omit<JobDraft, 'kind' | 'settings'>) {
  switch (sourceType) {
    case 'passage':
      return passage?.source
    case 'text':
      return { type: 'text', text }
    case 'document':
    // Only a question is about several; any other kind is about the one.
    case 'documents':
      return { type: 'document', documentId }
    case 'task':
      return { type: 'task', taskId: earlier?.id }
  }
}

function number(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text)
}

function optional(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text)
}

const FIELD_OF: Readonly<Record<string, DraftField>> = {
  'source.text': 'text',
  'source.documentId': 'documentId',
  instruction: 'instruction',
  cron: 'when',
  timeZone: 'when',
  attachmentId: 'attachment',
  words: 'words',
  count: 'count',
  types: 'types',
  labels: 'labels',
  fields: 'fields',
  question: 'question',
  'source.documentIds': 'documentIds',
  hardest: 'hardest',
  percent: 'percent',
  language: 'language',
  quality: 'quality',
  width: 'width',
  height: 'height',
  side: 'side',
  from: 'from',
  to: 'to',
  points: 'points',
  hint: 'hint',
  start: 'cutFrom',
  end: 'cutTo',
}

// Where the contract only knows that a value has the wrong shape, the form knows what is missing.
const MISSING: Partial<Record<DraftField, string>> = {
  documentId: 'Choose a page',
  attachment: 'Choose a file to work on',
  words: 'A whole number from 20 to 400',
  count: 'A whole number from 3 to 30',
  hardest: 'A whole number from 0 to 20',
  percent: 'A whole number of per cent',
  quality: 'A whole number from 1 to 100',
  width: 'A whole number of pixels',
  height: 'A whole number of pixels, or nothing',
  side: 'A whole number from 16 to 1024',
  from: 'The number of a page',
  to: 'The number of a page, or nothing',
  points: 'A whole number from 50 to 1000',
  cutFrom: 'A time like 1:23.5',
  cutTo: 'A time like 1:23.5',
}

/** Of a list it is the list that is at fault, whichever of its entries. */
function fieldOf(path: string): DraftField | undefined {
  return FIELD_OF[path.replace(/\.\d+(?:\..*)?$/, '')]
}

function faultsOf(error: z.ZodError): DraftFaults {
  const faults: DraftFaults = {}
  for (const issue of error.issues) {
    const field = fieldOf(issue.path.join('.'))
    if (!field) continue
    const shapeless = issue.code === 'invalid_type' || issue.code === 'invalid_format'
    faults[field] ??= (shapeless ? MISSING[field] : undefined) ?? issue.message
  }
  return faults
}

/** The field that a fault of the server's answer belongs to, where the form has it. */
export function fieldOfPath(path: string): DraftField | undefined {
  if (path === 'runAt') return 'when'
  return fieldOf(path.replace(/^request\./, '')) ?? (path === 'documentId' ? 'documentId' : undefined)
}
