'use client'

import { Search } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { RequestIdParams } from '#server/contracts/audit.ts'
import { useAddress } from './use-address.ts'

/** Follows a request by the id that an error or a log line names. */
export function RequestSearch() {
  const { set } = useAddress()
  const [text, setText] = useState('')
  const [fault, setFault] = useState(false)
  function submit(event: FormEvent): void {
    event.preventDefault()
    const parsed = RequestIdParams.safeParse({ requestId: text.trim() })
    setFault(!parsed.success)
    if (!parsed.success) return
    setText('')
    set({ request: parsed.data.requestId })
  }
  return (
    <search>
      <form onSubmit={submit} className="relative">
        <Search
          aria-hidden="true"
          size={14}
          className="absolute top-1/2 left-2.5 -translate-y-1/2 text-muted"
        />
        <input
          type="search"
          aria-label="Follow a request by its id"
          aria-invalid={fault || undefined}
          aria-describedby={fault ? 'request-fault' : undefined}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setFault(false)
          }}
          placeholder="Request id"
          spellCheck={false}
          className="h-8 w-64 max-w-full rounded-md border border-field bg-raised pr-2 pl-8 text-sm outline-none placeholder:text-muted focus:border-accent focus:shadow-[0_0_0_1px_var(--accent)] aria-invalid:border-danger pointer-coarse:h-10"
        />
        <p
          id="request-fault"
          aria-live="polite"
          className="absolute top-full right-0 whitespace-nowrap pt-1 text-danger text-xs"
        >
          {fault ? 'An id has 8 to 64 letters, digits and hyphens' : ''}
        </p>
      </form>
    </search>
  )
}
