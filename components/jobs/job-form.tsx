'use client'

import { type FormEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { needsFfmpeg } from '#server/contracts/media-kinds.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { ApiProblem } from '../api-client.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useCreateSchedule } from '../hooks/use-schedules.ts'
import { useCreateTask, useJobKinds } from '../hooks/use-tasks.ts'
import { Button } from '../ui/button.tsx'
import { Switch } from '../ui/switch.tsx'
import { FilePicker } from './file-picker.tsx'
import { type DraftFaults, emptyDraft, fieldOfPath, type JobDraft, readDraft } from './job-draft.ts'
import { rememberSettings, SETTINGS_OF_A_FILE, useRememberedSettings } from './job-settings.ts'
import { isMediaKind } from './kind-groups.ts'
import { KindOptions } from './kind-options.tsx'
import { KindPicker } from './kind-picker.tsx'
import { NeedsFfmpeg } from './needs-ffmpeg.tsx'
import { NeedsModel } from './needs-model.tsx'
import { PagePicker } from './page-picker.tsx'
import { type FieldsProps, TextFields } from './text-fields.tsx'
import { WhenFields } from './when-fields.tsx'

const BUTTON_WORDS = { now: 'Start the job', later: 'Plan the job', repeatedly: 'Repeat the job' } as const

type JobFormProps = {
  start?: Partial<JobDraft>
  /** Set inside a page's own panel: the page is given, and the form is narrow. */
  inPage?: boolean
  onCreated: (task: TaskView) => void
  onScheduled: () => void
}

/** Asks for a job. Nothing typed is lost by choosing another kind or by an error. */
export function JobForm({ start, inPage = false, onCreated, onScheduled }: JobFormProps) {
  const remembered = useRememberedSettings()
  const [own, setOwn] = useState<JobDraft>(() => emptyDraft(start))
  const [touched, setTouched] = useState(false)
  // What was sent last time holds until an option is changed here.
  const draft = touched ? own : { ...own, settings: remembered }
  const [faults, setFaults] = useState<DraftFaults>({})
  const create = useCreateTask()
  const schedule = useCreateSchedule()
  // Until what comes after the form is there: a press in between would ask for the same once more.
  const sent = create.isSuccess || schedule.isSuccess
  const form = useRef<HTMLFormElement>(null)
  const kinds = useJobKinds().data
  const lacksModel = kinds?.needModel.includes(draft.kind) ?? false
  const lacksFfmpeg = kinds?.ffmpeg === false && needsFfmpeg(draft.kind, draft.attachment?.mediaType)

  function change(next: Partial<JobDraft>): void {
    const changed = { ...draft, ...next }
    setOwn(changed)
    if (next.settings) setTouched(true)
    if (sent) forgetAnswers()
    // Shown faults follow the typing; new ones wait for the next send.
    if (Object.keys(faults).length === 0) return
    const read = readDraft(changed)
    const open = 'faults' in read ? read.faults : {}
    setFaults(Object.fromEntries(Object.entries(open).filter(([field]) => field in faults)))
  }

  function forgetAnswers(): void {
    create.reset()
    schedule.reset()
  }

  /** Shows what must be mended, and goes to the first of it: the form is longer than a screen. */
  function blame(found: DraftFaults): void {
    flushSync(() => setFaults(found))
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }

  function send(event: FormEvent): void {
    event.preventDefault()
    const read = readDraft(draft)
    blame('faults' in read ? read.faults : {})
    if ('faults' in read) return
    rememberSettings(draft.settings)
    const onError = (error: unknown) => blame(serverFaults(error))
    forgetAnswers()
    if ('schedule' in read) schedule.mutate(read.schedule, { onSuccess: onScheduled, onError })
    else create.mutate(read.task, { onSuccess: onCreated, onError })
  }

  return (
    <form ref={form} noValidate onSubmit={send} className="flex flex-col gap-8">
      <KindPicker
        value={draft.kind}
        onChange={(kind) => change({ kind })}
        compact={inPage}
        folded={start?.kind !== undefined}
        needModel={kinds?.needModel ?? []}
        ffmpeg={kinds?.ffmpeg ?? true}
      />
      {lacksFfmpeg ? <NeedsFfmpeg /> : null}
      <div className="flex flex-col gap-5">
        {isMediaKind(draft.kind) ? (
          <FileFields {...{ draft, faults, change, inPage }} ffmpeg={kinds?.ffmpeg ?? true} />
        ) : (
          <TextFields draft={draft} faults={faults} change={change} inPage={inPage} />
        )}
        <KindOptions draft={draft} faults={faults} change={change} inPage={inPage} />
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
        <Switch
          label="Can wait"
          hint="The jobs of others go first; it begins when none of them is ready."
          checked={draft.canWait}
          onChange={(canWait) => change({ canWait })}
        />
        <WhenFields when={draft.when} fault={faults.when} onChange={(when) => change({ when })} />
      </div>
      {create.isError ? <ProblemMessage error={create.error} /> : null}
      {schedule.isError ? <ProblemMessage error={schedule.error} /> : null}
      {lacksModel && kinds ? <NeedsModel mayConfigure={kinds.mayConfigure} /> : null}
      <Button
        type="submit"
        variant="primary"
        size={inPage ? 'md' : 'lg'}
        className="self-start"
        busy={create.isPending || schedule.isPending || sent}
        disabled={lacksModel || lacksFfmpeg}
      >
        {BUTTON_WORDS[draft.when.start]}
      </Button>
    </form>
  )
}

function FileFields({ draft, faults, change, inPage, ffmpeg }: FieldsProps & { ffmpeg: boolean }) {
  if (!isMediaKind(draft.kind)) return null
  return (
    <>
      {inPage ? null : (
        <PagePicker
          label="Page that holds the file"
          least="editor"
          value={draft.documentId}
          fault={faults.documentId}
          onChange={(documentId) => change({ documentId, attachment: null })}
        />
      )}
      <FilePicker
        kind={draft.kind}
        ffmpeg={ffmpeg}
        onKind={(kind) => change({ kind })}
        documentId={draft.documentId}
        value={draft.attachment}
        fault={faults.attachment}
        onChange={(attachment) =>
          change({ attachment, settings: { ...draft.settings, ...SETTINGS_OF_A_FILE } })
        }
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
