'use client'

import { X } from 'lucide-react'
import { TaskFilter } from '#server/contracts/admin.ts'
import { ERROR_CODES } from '#server/contracts/errors.ts'
import { TASK_KINDS } from '#server/contracts/processing.ts'
import { KIND_WORDS } from '../jobs/job-words.ts'
import { Button } from '../ui/button.tsx'
import { AddressFilter, PersonFilter } from './address-filter.tsx'
import { useAddress } from './use-address.ts'

const KINDS = TASK_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] }))
const CODES = ERROR_CODES.map((code) => ({ value: code, label: code }))
const AGES = [
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
  const chosen = NAMES.filter((name) => get(name) !== undefined)
  return (
    <search aria-label="Filter tasks" className="-ml-2.5 flex flex-wrap items-center gap-x-1">
      <AddressFilter name="kind" label="Kind" any="Every kind" options={KINDS} />
      <PersonFilter />
      <AddressFilter name="code" label="Class of error" any="Every outcome" options={CODES} />
      <AddressFilter name="age" label="Age" any="Any age" options={AGES} />
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
