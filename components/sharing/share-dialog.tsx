'use client'

import { UserPlus } from 'lucide-react'
import { useId, useState } from 'react'
import { atLeast, type DocumentRole } from '#server/contracts/actors.ts'
import type { NewShareLink } from '#server/contracts/sharing.ts'
import { untitled } from '../documents/untitled.ts'
import { UntilTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SecretBox } from '../ui/secret-box.tsx'
import { ACCESS_WORDS } from './access-words.ts'
import { LinkList } from './link-list.tsx'
import { NewLinkForm } from './new-link-form.tsx'
import { PeopleList } from './people-list.tsx'

type ShareDialogProps = { documentId: string; title: string; role: DocumentRole; myId: string }

/** The one filled button of a page: who may open it, and links for everybody else. */
export function ShareDialog({ documentId, title, role, myId }: ShareDialogProps) {
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<NewShareLink | null>(null)
  function change(next: boolean): void {
    setOpen(next)
    if (next) setMade(null)
  }
  return (
    <Dialog
      title={made ? 'Send this link' : `Share “${untitled(title)}”`}
      description={made ? 'It is shown this once.' : undefined}
      open={open}
      onOpenChange={change}
      trigger={
        <Button variant="primary" size="sm" aria-label="Share" className="pointer-coarse:px-2.5">
          <UserPlus aria-hidden="true" size={15} className="sm:hidden" />
          <span className="max-sm:hidden">Share</span>
        </Button>
      }
    >
      {made ? (
        <MadeLink made={made} onDone={() => setMade(null)} />
      ) : (
        <Sharing documentId={documentId} mayShare={atLeast(role, 'editor')} myId={myId} onMade={setMade} />
      )}
    </Dialog>
  )
}

type SharingProps = {
  documentId: string
  mayShare: boolean
  myId: string
  onMade: (made: NewShareLink) => void
}

function Sharing({ documentId, mayShare, myId, onMade }: SharingProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-7">
      <section aria-labelledby={`${id}-links`}>
        <h3 id={`${id}-links`} className="eyebrow mb-2">
          By link, without an account
        </h3>
        {mayShare ? (
          <>
            <p className="mb-4 text-sm text-soft">A link opens this page and the pages below it.</p>
            <NewLinkForm documentId={documentId} onMade={onMade} />
            <div className="mt-5">
              <LinkList documentId={documentId} />
            </div>
          </>
        ) : (
          <p className="text-soft text-sm">Links are made by people who may edit the page.</p>
        )}
      </section>
      <section aria-labelledby={`${id}-people`}>
        <h3 id={`${id}-people`} className="eyebrow mb-2">
          People of the workspace
        </h3>
        <PeopleList documentId={documentId} myId={myId} />
      </section>
    </div>
  )
}

function MadeLink({ made, onDone }: { made: NewShareLink; onDone: () => void }) {
  return (
    <SecretBox secret={made.link} label="Copy the link" onDone={onDone}>
      <p>
        {ACCESS_WORDS[made.role]}: whoever has it,{' '}
        {made.expiresAt ? (
          <>
            until <UntilTime at={made.expiresAt} /> or until you revoke it.
          </>
        ) : (
          'until you revoke it.'
        )}{' '}
        Weft keeps only its fingerprint; when it is lost, make another.
      </p>
    </SecretBox>
  )
}
