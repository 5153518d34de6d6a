'use client'

import { Globe } from 'lucide-react'
import { useState } from 'react'
import type { ShareLink } from '#server/contracts/sharing.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useRevokeShareLink, useShareLinks } from '../hooks/use-sharing.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { ACCESS_WORDS } from './access-words.ts'

/** The links of a page that work, each to be ended. */
export function LinkList({ documentId }: { documentId: string }) {
  const links = useShareLinks(documentId)
  const revoke = useRevokeShareLink(documentId)
  const [ending, setEnding] = useState<ShareLink | null>(null)
  return (
    <>
      <QueryView query={links} loading={<SkeletonRows rows={1} label="Loading the links of this page" />}>
        {(items) =>
          items.length === 0 ? (
            <p className="border-hairline border-t py-3 text-muted text-sm">
              No link works: only the people below may open the page.
            </p>
          ) : (
            <ul className="border-hairline border-t">
              {items.map((link) => (
                <li key={link.id} className="flex items-center gap-3 border-hairline border-b py-2.5">
                  <span className="grid size-8 shrink-0 place-items-center rounded-full bg-accent-wash text-accent">
                    <Globe aria-hidden="true" size={15} />
                  </span>
                  <p className="min-w-0 flex-1">
                    <span className="block font-medium">{ACCESS_WORDS[link.role]}</span>
                    <span className="block text-muted text-xs">
                      made <RelativeTime at={link.createdAt} />
                      {link.maker === null ? null : ` by ${link.maker}`}
                      {link.expiresAt ? (
                        <>
                          , ends <RelativeTime at={link.expiresAt} />
                        </>
                      ) : null}
                    </span>
                  </p>
                  <Button size="sm" variant="danger" onClick={() => setEnding(link)}>
                    Revoke
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => !open && setEnding(null)}
        title="Revoke this link?"
        description="It opens nothing any more, and whoever is on the page by it is put out at once. It cannot be brought back."
        action="Revoke it"
        danger
        onConfirm={() =>
          ending &&
          revoke.mutate(ending.id, {
            onSuccess: () => toast.note('The link is revoked'),
            onError: toastProblem,
          })
        }
      />
    </>
  )
}
