'use client'

import { QueryView } from '../feedback/query-view.tsx'
import { usePeopleWithAccess } from '../hooks/use-sharing.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { ACCESS_WORDS } from './access-words.ts'

/** Who of the workspace may open the page, and what they may do there. */
export function PeopleList({ documentId, myId }: { documentId: string; myId: string }) {
  const people = usePeopleWithAccess(documentId)
  return (
    <QueryView query={people} loading={<SkeletonRows rows={3} label="Loading who may open this page" />}>
      {({ pages }) => (
        <>
          <ul className="border-hairline border-t">
            {pages
              .flatMap(({ items }) => items)
              .map(({ userId, name, hue, avatar, role, workspaceRole }) => (
                <li key={userId} className="flex items-center gap-3 border-hairline border-b py-2">
                  <Avatar name={name} hue={hue} avatar={avatar} size="md" decorative />
                  <p className="min-w-0 flex-1 truncate">
                    {name}
                    {userId === myId ? <span className="text-muted"> (you)</span> : null}
                    {workspaceRole === 'guest' ? <span className="text-muted">, guest</span> : null}
                  </p>
                  <p className="shrink-0 text-muted text-sm">{ACCESS_WORDS[role]}</p>
                </li>
              ))}
          </ul>
          {people.hasNextPage ? (
            <Button
              size="sm"
              variant="quiet"
              className="mt-2 -ml-2.5"
              busy={people.isFetchingNextPage}
              onClick={() => void people.fetchNextPage()}
            >
              Show more people
            </Button>
          ) : null}
        </>
      )}
    </QueryView>
  )
}
