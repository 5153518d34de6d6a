'use client'

import { X } from 'lucide-react'
import { TaskFilter } from '#server/contracts/admin.ts'
import { ERROR_CODES } from '#server/contracts/errors.ts'
import { TASK_KINDS } from '#server/contracts/processing.ts'
import { useMembers } from '../hooks/use-members.ts'
import { KIND_WORDS } from '../jobs/job-words.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { useAddress } from './use-address.ts'

const ANY = 'any'
const KINDS = [
  { value: ANY, label: 'Every kind' },
  ...TASK_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] })),
]
const CODES = [
  { value: ANY, label: 'Every outcome' },
  ...ERROR_CODES.map((code) => ({ value: code, label: code })),
]
const AGES = [
  { value: ANY, label: 'Any age', hours: 0 },
  { value: '1h', label: 'Older than an hour', hours: 1 },
  { value: '24h', label: 'Older than a day', hours: 24 },
  { value: '7d', label: 'Older than a week', hours: 168 },
]
const NAMES = ['status', 'kind', 'person', 'page', 'code', 'age'] as const
const HOUR_MS = 3_600_000

/** The filter of the task list, out of the address; what the address says wrongly counts as absent. */
export function useTaskFilter(): TaskFilter {
  const { get } = useAddress()
  const { shape } = TaskFilter
  const hours = AGES.find(({ value }) => value === get('age'))?.hours ?? 0
  // To the minute, so that the same filter stays the same question while the page is open.
  const before = Math.floor((Date.now() - hours * HOUR_MS) / 60_000) * 60_000
  return {
    status: shape.status.catch(undefined).parse(get('status')),
    kind: shape.kind.catch(undefined).parse(get('kind')),
    userId: shape.userId.catch(undefined).parse(get('person')),
    documentId: shape.documentId.catch(undefined).parse(get('page')),
    code: shape.code.catch(undefined).parse(get('code')),
    ...(hours > 0 && { createdBefore: new Date(before).toISOString() }),
  }
}

/** Kind, person, class of error and age; the state is chosen by the figures above. */
export function TaskFilters() {
  const { get, set } = useAddress()
  const members = useMembers()
  const people = [
    { value: ANY, label: 'Everybody' },
    ...(members.data ?? []).map((member) => ({ value: member.userId, label: member.name })),
  ]
  const chosen = NAMES.filter((name) => get(name) !== undefined)
  const choose = (name: string) => (value: string) => set({ [name]: value === ANY ? undefined : value })
  return (
    <search aria-label="Filter tasks" className="-ml-2.5 flex flex-wrap items-center gap-x-1">
      <Select compact label="Kind" value={get('kind') ?? ANY} onChange={choose('kind')} options={KINDS} />
      <Select
        compact
        label="Person"
        value={get('person') ?? ANY}
        onChange={choose('person')}
        options={people}
      />
      <Select
        compact
        label="Class of error"
        value={get('code') ?? ANY}
        onChange={choose('code')}
        options={CODES}
      />
      <Select compact label="Age" value={get('age') ?? ANY} onChange={choose('age')} options={AGES} />
      {chosen.length > 0 ? (
        <Button
          size="sm"
          variant="quiet"
          onClick={() => set(Object.fromEntries(NAMES.map((name) => [name, undefined])))}
        >
          <X aria-hidden="true" size={13} />
          Clear
        </Button>
      ) : null}
    </search>
  )
}
