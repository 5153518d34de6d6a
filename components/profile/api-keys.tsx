'use client'

import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { ApiKeyView } from '#server/contracts/accounts.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useApiKeys, useRevokeApiKey } from '../hooks/use-api-keys.ts'
import { useNow } from '../hooks/use-now.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { ScreenSection } from '../workspace/screen-section.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'

/** The keys with which programs act as this person. */
export function ApiKeys() {
  const keys = useApiKeys()
  return (
    <ScreenSection
      title="API keys"
      lead="With a key a program acts as you, within what the key may do. Whoever holds it needs no password."
      actions={<NewKeyDialog />}
    >
      <QueryView query={keys} loading={<SkeletonRows rows={2} label="Loading the keys" />}>
        {(all) =>
          all.length === 0 ? (
            <p className="border-hairline border-y py-4 text-muted">
              No key yet, so nothing acts in your name.
            </p>
          ) : (
            <ul className="border-hairline border-t">
              {all.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </ScreenSection>
  )
}

function scopeWords(scopes: ApiKeyView['scopes']): string {
  if (scopes.includes('write')) return 'Read and write'
  return scopes.includes('agent') ? 'Writes as agent' : 'Read only'
}

function KeyRow({ apiKey }: { apiKey: ApiKeyView }) {
  const [asking, setAsking] = useState(false)
  const revoke = useRevokeApiKey()
  const now = useNow()
  const { id, name, prefix, scopes, expiresAt, lastUsedAt, createdAt } = apiKey
  const expired = expiresAt !== null && now !== null && Date.parse(expiresAt) < now
  return (
    <li className="flex items-center gap-4 border-hairline border-b py-3.5">
      <KeyRound aria-hidden="true" size={18} className="shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <span className="truncate">{name}</span>
          <code className="font-mono font-normal text-muted text-xs">{prefix}…</code>
          <Badge>{scopeWords(scopes)}</Badge>
          {expired ? <Badge tone="warning">Expired</Badge> : null}
        </p>
        <p className="text-muted text-sm">
          {lastUsedAt ? (
            <>
              last used <RelativeTime at={lastUsedAt} />
            </>
          ) : (
            <>
              made <RelativeTime at={createdAt} />, never used
            </>
          )}
          {expiresAt === null ? ' · does not expire' : null}
          {expiresAt && !expired ? (
            <>
              {' '}
              · expires <RelativeTime at={expiresAt} />
            </>
          ) : null}
        </p>
      </div>
      <Button
        size="sm"
        variant="quiet"
        aria-label={`Revoke ${name}`}
        busy={revoke.isPending}
        onClick={() => setAsking(true)}
      >
        Revoke
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Revoke ${name}?`}
        description="What uses this key stops working within a second. It cannot be brought back."
        action="Revoke"
        danger
        onConfirm={() => revoke.mutate(id, { onError: toastProblem })}
      />
    </li>
  )
}
