import type { z } from 'zod'
import type { AttachmentView } from '#server/contracts/documents.ts'
import { KeywordsText, OcrMedia, SummariseText, type TaskKind } from '#server/contracts/processing.ts'
import { CreateTask } from '#server/contracts/tasks.ts'

/** What the job form holds while it is being filled in; numbers stay text until they are sent, so that they can be half typed. */
export type JobDraft = {
  kind: TaskKind
  sourceType: 'text' | 'document'
  text: string
  /** The page that is read, that holds the scan, or that gets the result of a given text. */
  documentId: string | null
  words: string
  count: string
  instruction: string
  attachment: AttachmentView | null
  insert: boolean
  fresh: boolean
}

export type DraftField = 'text' | 'documentId' | 'words' | 'count' | 'instruction' | 'attachment'
export type DraftFaults = Partial<Record<DraftField, string>>

export function emptyDraft(start: Partial<JobDraft> = {}): JobDraft {
  return {
    kind: 'summarise',
    sourceType: start.documentId ? 'document' : 'text',
    text: '',
    documentId: null,
    words: '80',
    count: '10',
    instruction: '',
    attachment: null,
    insert: false,
    fresh: false,
    ...start,
  }
}

/** The call that a draft asks for, or what must be mended first. The limits are those of the contracts. */
export function readDraft(draft: JobDraft): { task: CreateTask } | { faults: DraftFaults } {
  const { schema, request } = requestOf(draft)
  const parsed = schema.safeParse(request)
  if (!parsed.success) return { faults: faultsOf(parsed.error) }
  const task = CreateTask.parse({
    request: parsed.data,
    documentId: draft.documentId ?? undefined,
    insert: draft.insert && draft.documentId !== null,
    fresh: draft.fresh,
  })
  return { task }
}

function requestOf(draft: JobDraft): { schema: z.ZodType; request: unknown } {
  const source =
    draft.sourceType === 'text'
      ? { type: 'text', text: draft.text }
      : { type: 'document', documentId: draft.documentId }
  const instruction = draft.instruction.trim() === '' ? undefined : draft.instruction
  switch (draft.kind) {
    case 'summarise':
      return {
        schema: SummariseText,
        request: { kind: 'summarise', source, words: number(draft.words), instruction },
      }
    case 'keywords':
      return {
        schema: KeywordsText,
        request: { kind: 'keywords', source, count: number(draft.count), instruction },
      }
    case 'ocr':
      return { schema: OcrMedia, request: { kind: 'ocr', attachmentId: draft.attachment?.id } }
  }
}

function number(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text)
}

const FIELD_OF: Record<string, DraftField> = {
  'source.text': 'text',
  'source.documentId': 'documentId',
  words: 'words',
  count: 'count',
  instruction: 'instruction',
  attachmentId: 'attachment',
}

// Where the contract only knows that a value has the wrong shape, the form knows what is missing.
const MISSING: Partial<Record<DraftField, string>> = {
  documentId: 'Choose a page',
  attachment: 'Choose an image to read',
  words: 'A whole number from 20 to 400',
  count: 'A whole number from 3 to 30',
}

function faultsOf(error: z.ZodError): DraftFaults {
  const faults: DraftFaults = {}
  for (const issue of error.issues) {
    const field = FIELD_OF[issue.path.join('.')]
    if (!field) continue
    const shapeless = issue.code === 'invalid_type' || issue.code === 'invalid_format'
    faults[field] ??= (shapeless ? MISSING[field] : undefined) ?? issue.message
  }
  return faults
}

/** The field that a fault of the server's answer belongs to, where the form has it. */
export function fieldOfPath(path: string): DraftField | undefined {
  return FIELD_OF[path.replace(/^request\./, '')] ?? (path === 'documentId' ? 'documentId' : undefined)
}
