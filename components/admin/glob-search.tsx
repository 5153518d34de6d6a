'use client'

import { Search } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { CacheGlob } from '#server/contracts/cache.ts'
import { Button } from '../ui/button.tsx'

/** A pattern of keys; what it cannot be is said beside it, and nothing is asked for then. */
export function GlobSearch({ value, onSearch }: { value: string; onSearch: (glob: string) => void }) {
  const [text, setText] = useState(value)
  const [shown, setShown] = useState(value)
  // Another pattern, or none, was asked for elsewhere: by a tag, or by going back.
  if (shown !== value) {
    setShown(value)
    setText(value)
  }
  const parsed = text === '' ? null : CacheGlob.safeParse(text)
  const fault = parsed?.error?.issues[0]?.message
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!fault) onSearch(text.trim())
  }
  return (
    <search>
      <form onSubmit={submit} className="flex flex-wrap items-center gap-2">
        <div className="relative min-w-0">
          <Search
            aria-hidden="true"
            size={14}
            className="absolute top-1/2 left-2.5 -translate-y-1/2 text-muted"
          />
          <input
            type="search"
            aria-label="Pattern of keys"
            aria-invalid={fault ? true : undefined}
            aria-describedby="glob-hint"
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder="summarise:*"
            spellCheck={false}
            className="h-8 w-60 max-w-full rounded-md border border-field bg-raised pr-2 pl-8 font-mono text-sm outline-none placeholder:text-muted focus:border-accent focus:shadow-[0_0_0_1px_var(--accent)] aria-invalid:border-danger pointer-coarse:h-10"
          />
        </div>
        <Button size="sm" type="submit">
          Find
        </Button>
        <span
          id="glob-hint"
          aria-live="polite"
          className={fault ? 'text-danger text-xs' : 'text-muted text-xs'}
        >
          {fault ?? '* any characters, ? exactly one'}
        </span>
      </form>
    </search>
  )
}
