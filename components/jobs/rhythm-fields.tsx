'use client'

import { zoneName } from '../moment-words.ts'
import { Select } from '../ui/select.tsx'
import { TextField } from '../ui/text-field.tsx'
import type { JobWhen } from './job-when.ts'
import { type Rhythm, WEEKDAYS } from './rhythm.ts'

const EVERY = [
  { value: 'day', label: 'Every day' },
  { value: 'workday', label: 'From Monday to Friday' },
  { value: 'week', label: 'Every week' },
  { value: 'month', label: 'Every month' },
  { value: 'cron', label: 'By a cron expression' },
] as const
const DAYS = WEEKDAYS.map((label, day) => ({ value: String(day), label }))
const MONTH_DAYS = [
  ...Array.from({ length: 28 }, (_, day) => ({ value: String(day + 1), label: `Day ${day + 1}` })),
  { value: 'L', label: 'The last day' },
]

type RhythmFieldsProps = { when: JobWhen; fault: string | undefined; onChange: (when: JobWhen) => void }

/** How often a job is repeated, in the person's own zone. */
export function RhythmFields({ when, fault, onChange }: RhythmFieldsProps) {
  const { rhythm } = when
  const change = (next: Partial<Rhythm>) => onChange({ ...when, rhythm: { ...rhythm, ...next } })
  const hint = `In your time zone, ${zoneName()}`
  return (
    <div className="flex flex-col items-start gap-4">
      <div className="flex flex-wrap items-end gap-x-6 gap-y-4">
        <Select
          label="How often"
          value={rhythm.every}
          onChange={(every) => change({ every })}
          options={EVERY}
        />
        {rhythm.every === 'week' ? (
          <Select
            label="On"
            value={rhythm.weekday}
            onChange={(weekday) => change({ weekday })}
            options={DAYS}
          />
        ) : null}
        {rhythm.every === 'month' ? (
          <Select
            label="On"
            value={rhythm.monthDay}
            onChange={(monthDay) => change({ monthDay })}
            options={MONTH_DAYS}
          />
        ) : null}
      </div>
      {rhythm.every === 'cron' ? (
        <TextField
          label="Cron expression"
          className="max-w-64 font-mono"
          placeholder="0 9 * * 1-5"
          value={rhythm.cron}
          fault={fault}
          hint={`Minute, hour, day, month, weekday. ${hint}`}
          onChange={(event) => change({ cron: event.target.value })}
        />
      ) : (
        <TextField
          label="Time"
          type="time"
          className="figures max-w-32"
          value={when.time}
          fault={fault}
          hint={hint}
          onChange={(event) => onChange({ ...when, time: event.target.value })}
        />
      )}
      <p className="text-muted text-sm">
        Each run is a job of yours, with the access that you have by then. A run is left out while the last
        one has not ended.
      </p>
    </div>
  )
}
