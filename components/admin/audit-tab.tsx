'use client'

import type { AuditEventView } from '#server/contracts/audit.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useAuditEvents } from '../hooks/use-admin.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { AddressFilter, PersonFilter } from './address-filter.tsx'
import { actWords, detailWords } from './audit-words.ts'
import { type Column, DataTable } from './data-table.tsx'
import { useAddress } from './use-address.ts'

const THINGS = [
  { value: 'task', label: 'Tasks' },
  { value: 'task bulk', label: 'Many tasks' },
  { value: 'task kind', label: 'Kinds of job' },
  { value: 'request', label: 'Failed requests' },
  { value: 'cache entry', label: 'Cache' },
  { value: 'breaker', label: 'Providers' },
  { value: 'document', label: 'Pages' },
  { value: 'invitation', label: 'Invitations' },
  { value: 'membership', label: 'Members' },
  { value: 'user', label: 'Accounts' },
] as const

/** Who did what to what, newest first. */
export function AuditTab() {
  const { get, set } = useAddress()
  const thing = THINGS.find(({ value }) => value === get('thing'))
  const events = useAuditEvents({ subjectType: thing?.value, actorId: get('person') })
  return (
    <>
      <search aria-label="Filter acts" className="-ml-2.5 mb-1 flex flex-wrap items-center gap-x-1">
        <AddressFilter name="thing" label="Thing" any="Everything" options={THINGS} />
        <PersonFilter />
      </search>
      <QueryView query={events} loading={<SkeletonRows label="Loading what was done" />}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items)
          return rows.length === 0 ? (
            <p className="border-hairline border-t py-6 text-muted">Nothing of this kind is on record.</p>
          ) : (
            <DataTable
              label="Acts"
              columns={columns((requestId) => set({ request: requestId }))}
              rows={rows}
              keyOf={(event) => event.id}
            />
          )
        }}
      </QueryView>
      {events.hasNextPage ? (
        <Button className="mt-6" busy={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
          Show older acts
        </Button>
      ) : null}
    </>
  )
}

function columns(follow: (requestId: string) => void): Column<AuditEventView>[] {
  return [
    {
      head: 'Act',
      cell: (event) =>
        event.requestId ? (
          <button
            type="button"
            onClick={() => event.requestId && follow(event.requestId)}
            className="font-medium after:absolute after:inset-0"
          >
            {actWords(event.action)}
          </button>
        ) : (
          <span className="font-medium">{actWords(event.action)}</span>
        ),
    },
    {
      head: 'By',
      cell: (event) =>
        event.actorName ?? (
          <span className="text-muted">
            {event.actorKind === 'person' ? 'a removed person' : event.actorKind}
          </span>
        ),
    },
    {
      head: 'On',
      grow: true,
      wide: true,
      cell: (event) => (
        <span className="text-soft">
          {event.subjectType} <code className="font-mono text-muted text-xs">{event.subjectId}</code>
        </span>
      ),
    },
    {
      head: 'Detail',
      wide: true,
      cell: (event) => <span className="text-muted text-xs">{detailWords(event.detail)}</span>,
    },
    {
      head: 'When',
      align: 'right',
      cell: (event) => <RelativeTime at={event.createdAt} className="text-muted" />,
    },
  ]
}
