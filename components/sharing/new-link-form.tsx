'use client'

import { Link2 } from 'lucide-react'
import { useState } from 'react'
import { LINK_ROLES, type LinkRole, type NewShareLink } from '#server/contracts/sharing.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useCreateShareLink } from '../hooks/use-sharing.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { ACCESS_WORDS } from './access-words.ts'

const ROLES = LINK_ROLES.map((role) => ({ value: role, label: ACCESS_WORDS[role] }))

const ENDS = [
  { value: 'never', label: 'Until revoked' },
  { value: '1', label: 'For a day' },
  { value: '7', label: 'For a week' },
  { value: '30', label: 'For 30 days' },
  { value: '365', label: 'For a year' },
] as const

type NewLinkFormProps = { documentId: string; onMade: (made: NewShareLink) => void }

/** What whoever has the link may do, and for how long. */
export function NewLinkForm({ documentId, onMade }: NewLinkFormProps) {
  const [role, setRole] = useState<LinkRole>('viewer')
  const [ends, setEnds] = useState<(typeof ENDS)[number]['value']>('never')
  const create = useCreateShareLink(documentId)
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-5">
        <Select label="Whoever has it" value={role} onChange={setRole} options={ROLES} />
        <Select label="It works" value={ends} onChange={setEnds} options={ENDS} />
      </div>
      {create.isError ? <ProblemMessage error={create.error} /> : null}
      <Button
        variant="primary"
        className="self-start"
        busy={create.isPending}
        onClick={() =>
          create.mutate(
            { role, expiresInDays: ends === 'never' ? null : Number(ends) },
            { onSuccess: onMade },
          )
        }
      >
        <Link2 aria-hidden="true" size={16} />
        Make a link
      </Button>
    </div>
  )
}
