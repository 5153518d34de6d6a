'use client'

import { zoneName } from '../moment-words.ts'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { TextField } from '../ui/text-field.tsx'
import { dateField, type JobWhen, soon } from './job-when.ts'
import { RhythmFields } from './rhythm-fields.tsx'

const STARTS = [
  { value: 'now', label: 'Now' },
  { value: 'later', label: 'Later' },
  { value: 'repeatedly', label: 'Repeatedly' },
] as const

type WhenFieldsProps = { when: JobWhen; fault: string | undefined; onChange: (when: JobWhen) => void }

/** When the job begins: at once, at a day and a time of the person's own zone, or again and again. */
export function WhenFields({ when, fault, onChange }: WhenFieldsProps) {
  return (
    <fieldset className="flex flex-col items-start gap-4">
      <legend className="mb-2 font-medium text-sm text-soft">Start</legend>
      <SegmentedControl
        label="Start"
        value={when.start}
        // What was chosen before stays, for whoever comes back to it.
        onChange={(start) =>
          onChange({ ...when, start, ...(when.date === '' || when.time === '' ? soon(new Date()) : {}) })
        }
        options={STARTS}
      />
      {when.start === 'repeatedly' ? <RhythmFields when={when} fault={fault} onChange={onChange} /> : null}
      {when.start === 'later' ? (
        <div className="flex flex-wrap gap-x-8">
          <TextField
            label="Day"
            type="date"
            className="figures max-w-44"
            min={dateField(new Date())}
            value={when.date}
            fault={fault}
            hint="At most a year ahead"
            onChange={(event) => onChange({ ...when, date: event.target.value })}
          />
          <TextField
            label="Time"
            type="time"
            className="figures max-w-32"
            value={when.time}
            hint={`In your time zone, ${zoneName()}`}
            onChange={(event) => onChange({ ...when, time: event.target.value })}
          />
        </div>
      ) : null}
    </fieldset>
  )
}
