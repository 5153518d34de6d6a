'use client'

import { Plus, X } from 'lucide-react'
import { useRef } from 'react'
import { FIELD_TYPES, FIELDS_MAX, type FieldType, LABELS_MAX } from '#server/contracts/sorting-kinds.ts'
import { elementAt, useFocusAfter } from '../hooks/use-focus-after.ts'
import { Button } from '../ui/button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Select } from '../ui/select.tsx'
import { Switch } from '../ui/switch.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { TextField } from '../ui/text-field.tsx'
import type { JobSettings } from './job-settings.ts'
import { type FieldsProps, InstructionField } from './text-fields.tsx'

const TYPES = FIELD_TYPES.map((type) => ({
  value: type,
  label: { text: 'Text', number: 'Number', date: 'Date', 'yes-no': 'Yes or no', list: 'List' }[type],
}))

const ROW =
  'flex flex-wrap items-start gap-x-4 max-sm:mb-3 max-sm:border-hairline max-sm:border-b max-sm:pb-3'

/** The labels to choose from, and how. */
export function ClassifyOptions(props: FieldsProps) {
  const { draft, faults, change } = props
  const { settings } = draft
  const set = (next: Partial<JobSettings>): void => change({ settings: { ...settings, ...next } })
  return (
    <>
      <TextArea
        label="Labels"
        rows={4}
        placeholder={'Complaint\nPraise\nQuestion'}
        hint={`One a line, at most ${LABELS_MAX}. The answer is one of these or none.`}
        value={settings.labels}
        fault={faults.labels}
        onChange={(event) => set({ labels: event.target.value })}
      />
      <Switch
        label="Several may fit"
        hint="Otherwise the one that fits best, or none."
        checked={settings.several}
        onChange={(several) => set({ several })}
      />
      <Switch
        label="Ask twice"
        hint="The second time with the labels in the other order; whether both agree is the confidence. Costs twice as much."
        checked={settings.twice}
        onChange={(twice) => set({ twice })}
      />
      <InstructionField {...props} />
    </>
  )
}

/** The fields whose values are wanted. */
export function ExtractOptions(props: FieldsProps) {
  const { draft, faults, change } = props
  const { settings } = draft
  const { fields } = settings
  const list = useRef<HTMLOListElement>(null)
  const focusAfter = useFocusAfter(fields.length)
  const setFields = (next: JobSettings['fields']): void => change({ settings: { ...settings, fields: next } })
  const setField = (at: number, next: Partial<JobSettings['fields'][number]>): void =>
    setFields(fields.map((field, index) => (index === at ? { ...field, ...next } : field)))
  function removeField(at: number): void {
    focusAfter(() => elementAt(list.current, 'li > div:first-child input', at))
    setFields(fields.filter((_, index) => index !== at))
  }
  return (
    <>
      <fieldset
        className="flex w-full max-w-2xl flex-col"
        aria-describedby={faults.fields ? 'fields-fault' : undefined}
      >
        <legend className="mb-3 font-medium text-sm text-soft">Fields</legend>
        <ol ref={list} className="flex flex-col gap-1">
          {fields.map((field, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a field is known by its place, and its name is being typed
            <li key={index} className={ROW}>
              <div className="min-w-40 flex-1">
                <TextField
                  label={`Field ${index + 1}`}
                  value={field.name}
                  maxLength={80}
                  placeholder="Name"
                  onChange={(event) => setField(index, { name: event.target.value })}
                />
              </div>
              <div className="pt-5">
                <Select<FieldType>
                  compact
                  label={`Type of field ${index + 1}`}
                  value={field.type}
                  options={TYPES}
                  onChange={(type) => setField(index, { type })}
                />
              </div>
              <div className="flex items-center gap-3 sm:pt-6">
                <Switch
                  label="Required"
                  checked={field.required}
                  onChange={(required) => setField(index, { required })}
                />
                <IconButton
                  label={`Remove field ${index + 1}`}
                  disabled={fields.length === 1}
                  onClick={() => removeField(index)}
                >
                  <X aria-hidden="true" size={14} />
                </IconButton>
              </div>
            </li>
          ))}
        </ol>
        <p id="fields-fault" aria-live="polite" className="min-h-5 text-danger text-xs">
          {faults.fields}
        </p>
        <Button
          size="sm"
          className="self-start"
          disabled={fields.length >= FIELDS_MAX}
          onClick={() => setFields([...fields, { name: '', type: 'text', required: false }])}
        >
          <Plus aria-hidden="true" size={14} />
          Add a field
        </Button>
        <p className="mt-3 max-w-[58ch] text-muted text-sm">
          Without a value for a required field there is no answer. Values that do not stand in the text are
          marked.
        </p>
      </fieldset>
      <InstructionField {...props} />
    </>
  )
}
