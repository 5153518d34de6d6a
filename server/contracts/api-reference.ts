import type { ErrorCode } from './errors.ts'

/** A member of an object, or a parameter, as people read it. */
export type ReferenceField = {
  name: string
  /** In words: "string", "list of TaskView", "one of a, b, c". */
  type: string
  /** The schemas named in `type`, which the reference describes. */
  schemas: string[]
  required: boolean
  description?: string
  /** What bounds a value: "at most 200 characters". */
  bounds: string[]
  where?: 'path' | 'query' | 'header'
  children: ReferenceField[]
}

/** What is sent or answered: a schema of the reference, members that stand only here, or bytes. */
export type ReferenceContent = { mediaType: string; schema?: ReferenceField; example?: string }

export type ReferenceAnswer = { status: string; description: string; content?: ReferenceContent }

export type ReferenceOperation = {
  id: string
  method: string
  path: string
  summary: string
  description?: string
  access: 'anonymous' | 'person' | 'workspace-owner'
  /** The scope that an API key needs; null where no credential is asked for. */
  scope: string | null
  /** True where a session will not do. */
  keyOnly: boolean
  limit: string
  onceOnly: boolean
  parameters: ReferenceField[]
  body?: ReferenceContent
  answers: ReferenceAnswer[]
  problems: { status: string; code: ErrorCode }[]
  curl: string
}

export type ReferenceGroup = { tag: string; description: string; operations: ReferenceOperation[] }

export type ReferenceSchema = { name: string; field: ReferenceField }

/** Everything that `/api/docs` shows. */
export type ApiReference = {
  version: string
  groups: ReferenceGroup[]
  schemas: ReferenceSchema[]
  problems: { status: string; code: ErrorCode; when: string }[]
}
