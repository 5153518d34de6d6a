'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { CreateApiKey, type NewApiKey } from '#server/contracts/accounts.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useCreateApiKey } from '../hooks/use-api-keys.ts'
import { useForm } from '../hooks/use-form.ts'
import { UntilTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SecretBox } from '../ui/secret-box.tsx'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { Select } from '../ui/select.tsx'
import { TextField } from '../ui/text-field.tsx'

const SCOPES = [
  { value: 'read', label: 'Read' },
  { value: 'agent', label: 'Write as agent' },
  { value: 'write', label: 'Read and write' },
] as const
type Scope = (typeof SCOPES)[number]['value']

const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  read: 'It sees what you see and changes nothing.',
  agent:
    'It sees what you see. What it writes stands in the page under its own name and waits there until a person accepts it.',
  write: 'It may do everything that you may do with pages and jobs. It never manages keys or your account.',
}

const EXPIRIES = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never', hint: 'Until you revoke it' },
] as const

const KeyName = CreateApiKey.pick({ name: true })

/** Asks what the key is for, then shows it, which nobody can see again afterwards. */
export function NewKeyDialog() {
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<NewApiKey | null>(null)

  function change(next: boolean): void {
    setOpen(next)
    if (next) setMade(null)
  }
  return (
    <Dialog
      title={made ? 'Your new key' : 'Make an API key'}
      description={
        made ? 'It is shown this once. Keep it where you keep passwords.' : 'For a script or another program.'
      }
      open={open}
      onOpenChange={change}
      trigger={
        <Button size="sm">
          <Plus aria-hidden="true" size={15} />
          New key
        </Button>
      }
    >
      {made ? <MadeKey made={made} onDone={() => change(false)} /> : <KeyForm onMade={setMade} />}
    </Dialog>
  )
}

function KeyForm({ onMade }: { onMade: (made: NewApiKey) => void }) {
  const form = useForm(KeyName, { name: '' })
  const [scope, setScope] = useState<Scope>('read')
  const [expiry, setExpiry] = useState<(typeof EXPIRIES)[number]['value']>('90')
  const create = useCreateApiKey()

  const send = form.submit(({ name }) =>
    create.mutate(
      {
        name,
        scopes: scope === 'read' ? ['read'] : ['read', scope],
        ...(expiry === 'never' ? {} : { expiresInDays: Number(expiry) }),
      },
      { onSuccess: onMade, onError: (error) => form.takeFaults(error) },
    ),
  )
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      <TextField
        label="What is it for?"
        autoComplete="off"
        placeholder="Nightly export"
        {...form.field('name')}
      />
      <div className="flex flex-col items-start gap-2">
        <SegmentedControl label="What it may do" value={scope} onChange={setScope} options={SCOPES} />
        <p className="text-muted text-xs">{SCOPE_WORDS[scope]}</p>
      </div>
      <Select label="Expires" value={expiry} onChange={setExpiry} options={EXPIRIES} />
      {create.isError ? <ProblemMessage error={create.error} /> : null}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" busy={create.isPending}>
          Make the key
        </Button>
      </div>
    </form>
  )
}

function MadeKey({ made, onDone }: { made: NewApiKey; onDone: () => void }) {
  const example = `curl -H "Authorization: Bearer ${made.key}" \\\n  ${window.location.origin}/api/v1/documents`
  return (
    <SecretBox secret={made.key} label="Copy the key" onDone={onDone}>
      <p>
        {made.expiresAt ? (
          <>
            It works until <UntilTime at={made.expiresAt} />, or until you revoke it.
          </>
        ) : (
          'It works until you revoke it.'
        )}
      </p>
      <div>
        <div className="flex items-center justify-between gap-2">
          <p>Your pages, as a first try:</p>
          <CopyButton text={example} label="Copy the example" />
        </div>
        <pre className="mt-1 whitespace-pre-wrap break-all rounded-md bg-hover px-3 py-2 font-mono text-ink text-xs">
          {example}
        </pre>
      </div>
    </SecretBox>
  )
}
