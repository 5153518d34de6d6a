'use client'

import Link from 'next/link'
import { INSTRUCTION_MAX, TEXT_MAX } from '#server/contracts/text-source.ts'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { TextArea } from '../ui/text-area.tsx'
import type { DraftFaults, JobDraft } from './job-draft.ts'
import { KIND_WORDS } from './job-words.ts'
import { PagePicker } from './page-picker.tsx'
import { PagesPicker } from './pages-picker.tsx'

// More than three lines hold.
const SHOWN_LETTERS = 600

/** What the parts of the form are given. */
export type FieldsProps = {
  draft: JobDraft
  faults: DraftFaults
  change: (next: Partial<JobDraft>) => void
  inPage: boolean
}

const SOURCES = [
  { value: 'text', label: 'Text' },
  { value: 'document', label: 'A page' },
] as const
const SEVERAL = { value: 'documents', label: 'Several pages' } as const
const IN_PAGE_SOURCES = [
  { value: 'document', label: 'This page' },
  { value: 'text', label: 'Other text' },
] as const

const PASSAGE_WORDS: Readonly<Record<string, string>> = {
  'the selection': 'The selection',
  'this block': 'This block',
}
const RESULT_SOURCE = [{ value: 'task', label: 'A result' }] as const

/** The text that a job works on: typed in, that of a page, or what an earlier job gave. */
export function TextFields(props: FieldsProps) {
  const { draft, faults, change, inPage } = props
  const { passage } = draft
  const own = [
    ...(draft.earlier ? RESULT_SOURCE : []),
    ...(passage ? [{ value: 'passage' as const, label: PASSAGE_WORDS[passage.what] ?? 'These words' }] : []),
    ...(inPage ? IN_PAGE_SOURCES : SOURCES),
  ]
  // Only a question is about several pages; another kind, chosen afterwards, is about the one.
  const several = draft.kind === 'ask' && draft.sourceType === 'documents'
  const sourceType = draft.sourceType === 'documents' && !several ? 'document' : draft.sourceType
  return (
    <div className="flex flex-col items-start gap-4">
      <SegmentedControl
        label="Source"
        value={sourceType}
        onChange={(next) => change({ sourceType: next })}
        options={draft.kind === 'ask' ? [...own, SEVERAL] : own}
      />
      {draft.sourceType === 'task' && draft.earlier ? (
        <p className="text-soft">
          The text of what{' '}
          <Link href={`/jobs/${draft.earlier.id}`} className="text-accent underline underline-offset-4">
            {KIND_WORDS[draft.earlier.kind]}
          </Link>{' '}
          gave. It begins once that job has finished.
        </p>
      ) : null}
      {draft.sourceType === 'passage' && passage ? (
        <figure className="w-full">
          <blockquote className="line-clamp-3 border-accent border-l-2 pl-3 text-soft">
            {passage.source.text.slice(0, SHOWN_LETTERS)}
          </blockquote>
          {faults.text ? (
            <figcaption role="alert" className="mt-1 text-danger text-sm">
              {faults.text}
            </figcaption>
          ) : null}
        </figure>
      ) : null}
      <div className="w-full">
        {draft.sourceType === 'text' ? (
          <TextArea
            label="Text"
            rows={inPage ? 5 : 7}
            value={draft.text}
            fault={faults.text}
            aside={`${draft.text.length.toLocaleString('en')} / ${TEXT_MAX.toLocaleString('en')}`}
            onChange={(event) => change({ text: event.target.value })}
          />
        ) : null}
        {several ? (
          <PagesPicker
            value={draft.documentIds}
            fault={faults.documentIds}
            onChange={(documentIds) => change({ documentIds })}
          />
        ) : null}
        {inPage ? null : (
          <PagePicker
            label={sourceType === 'document' ? 'Page' : 'Page for the result (optional)'}
            least={sourceType === 'document' ? 'viewer' : 'editor'}
            none={sourceType === 'document' ? undefined : 'No page'}
            value={draft.documentId}
            fault={faults.documentId}
            onChange={(documentId) => change({ documentId })}
          />
        )}
      </div>
    </div>
  )
}

/** A wish in words, for the kinds that a model provider can answer. */
export function InstructionField({ draft, faults, change }: FieldsProps) {
  return (
    <TextArea
      label="Instruction (optional)"
      rows={2}
      placeholder="For readers who were not at the meeting"
      hint="Steers a model provider. The built-in engine cannot follow it, and says so on the result."
      value={draft.instruction}
      fault={faults.instruction}
      aside={`${draft.instruction.length.toLocaleString('en')} / ${INSTRUCTION_MAX.toLocaleString('en')}`}
      onChange={(event) => change({ instruction: event.target.value })}
    />
  )
}
