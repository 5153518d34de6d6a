'use client'

import { type FormEvent, useState } from 'react'
import { INSTRUCTION_MAX, TEXT_MAX } from '#server/contracts/processing.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { ApiProblem } from '../api-client.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useCreateTask } from '../hooks/use-tasks.ts'
import { Button } from '../ui/button.tsx'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { Switch } from '../ui/switch.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { TextField } from '../ui/text-field.tsx'
import { type DraftFaults, emptyDraft, fieldOfPath, type JobDraft, readDraft } from './job-draft.ts'
import { KindPicker } from './kind-picker.tsx'
import { PagePicker } from './page-picker.tsx'
import { ScanPicker } from './scan-picker.tsx'

const SOURCES = [
  { value: 'text', label: 'Text' },
  { value: 'document', label: 'A page' },
] as const

type JobFormProps = {
  start?: Partial<JobDraft>
  /** Set inside a page's own panel: the page is given, and the form is narrow. */
  inPage?: boolean
  onCreated: (task: TaskView) => void
}

/** Asks for a job. Nothing typed is lost by choosing another kind or by an error. */
export function JobForm({ start, inPage = false, onCreated }: JobFormProps) {
  const [draft, setDraft] = useState(() => emptyDraft(start))
  const [faults, setFaults] = useState<DraftFaults>({})
  const create = useCreateTask()

  function change(next: Partial<JobDraft>): void {
    const changed = { ...draft, ...next }
    setDraft(changed)
    // Shown faults follow the typing; new ones wait for the next send.
    if (Object.keys(faults).length === 0) return
    const read = readDraft(changed)
    const open = 'faults' in read ? read.faults : {}
    setFaults(Object.fromEntries(Object.entries(open).filter(([field]) => field in faults)))
  }

  function send(event: FormEvent): void {
    event.preventDefault()
    const read = readDraft(draft)
    setFaults('faults' in read ? read.faults : {})
    if ('faults' in read) return
    create.mutate(read.task, { onSuccess: onCreated, onError: (error) => setFaults(serverFaults(error)) })
  }

  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-8">
      <KindPicker value={draft.kind} onChange={(kind) => change({ kind })} compact={inPage} />
      <div className="flex flex-col gap-5">
        {draft.kind === 'ocr' ? (
          <ScanFields draft={draft} faults={faults} change={change} inPage={inPage} />
        ) : (
          <TextFields draft={draft} faults={faults} change={change} inPage={inPage} />
        )}
      </div>
      <div className="flex flex-col gap-4 border-hairline border-t pt-6">
        {draft.documentId ? (
          <Switch
            label="Put the result into the page"
            hint="It arrives as a suggestion that anyone who edits the page can accept or reject."
            checked={draft.insert}
            onChange={(insert) => change({ insert })}
          />
        ) : null}
        <Switch
          label="Compute it anew"
          hint="Otherwise an answer to the same question is used again, and says so."
          checked={draft.fresh}
          onChange={(fresh) => change({ fresh })}
        />
      </div>
      {create.isError ? <ProblemMessage error={create.error} /> : null}
      <Button
        type="submit"
        variant="primary"
        size={inPage ? 'md' : 'lg'}
        className="self-start"
        busy={create.isPending}
      >
        Start the job
      </Button>
    </form>
  )
}

type FieldsProps = {
  draft: JobDraft
  faults: DraftFaults
  change: (next: Partial<JobDraft>) => void
  inPage: boolean
}

function TextFields({ draft, faults, change, inPage }: FieldsProps) {
  return (
    <>
      <div className="flex flex-col items-start gap-4">
        <SegmentedControl
          label="Source"
          value={draft.sourceType}
          onChange={(sourceType) => change({ sourceType })}
          options={inPage ? IN_PAGE_SOURCES : SOURCES}
        />
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
          {inPage ? null : (
            <PagePicker
              label={draft.sourceType === 'text' ? 'Page for the result (optional)' : 'Page'}
              least={draft.sourceType === 'text' ? 'editor' : 'viewer'}
              none={draft.sourceType === 'text' ? 'No page' : undefined}
              value={draft.documentId}
              fault={faults.documentId}
              onChange={(documentId) => change({ documentId })}
            />
          )}
        </div>
      </div>
      {draft.kind === 'keywords' ? (
        <TextField
          label="How many"
          type="number"
          inputMode="numeric"
          hint="From 3 to 30"
          className="figures max-w-32"
          value={draft.count}
          fault={faults.count}
          onChange={(event) => change({ count: event.target.value })}
        />
      ) : (
        <TextField
          label="At most this many words"
          type="number"
          inputMode="numeric"
          hint="From 20 to 400"
          className="figures max-w-32"
          value={draft.words}
          fault={faults.words}
          onChange={(event) => change({ words: event.target.value })}
        />
      )}
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
    </>
  )
}

const IN_PAGE_SOURCES = [
  { value: 'document', label: 'This page' },
  { value: 'text', label: 'Other text' },
] as const

function ScanFields({ draft, faults, change, inPage }: FieldsProps) {
  return (
    <>
      {inPage ? null : (
        <PagePicker
          label="Page that holds the scan"
          least="editor"
          value={draft.documentId}
          fault={faults.documentId}
          onChange={(documentId) => change({ documentId, attachment: null })}
        />
      )}
      <ScanPicker
        documentId={draft.documentId}
        value={draft.attachment}
        fault={faults.attachment}
        onChange={(attachment) => change({ attachment })}
      />
    </>
  )
}

function serverFaults(error: unknown): DraftFaults {
  if (!(error instanceof ApiProblem)) return {}
  const faults: DraftFaults = {}
  for (const { path, message } of error.faults) {
    const field = fieldOfPath(path)
    if (field) faults[field] = message
  }
  return faults
}
