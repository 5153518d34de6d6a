'use client'

import { Search } from 'lucide-react'
import { useDeferredValue, useId, useState } from 'react'
import { MethodBadge } from './method-badge.tsx'

export type NavEntry = { id: string; label: string; method?: string; path?: string }
export type NavGroup = { id: string; label: string; entries: NavEntry[] }

/** The contents of the reference, narrowed by words of a summary, an address or a schema. Enter goes to the first that fits. */
export function ReferenceNav({ groups }: { groups: readonly NavGroup[] }) {
  const [words, setWords] = useState('')
  const field = useId()
  const shown = narrow(groups, useDeferredValue(words))
  const found = shown.reduce((sum, group) => sum + group.entries.length, 0)

  function goToFirst(event: React.FormEvent): void {
    event.preventDefault()
    const first = shown[0]?.entries[0]
    if (first) window.location.hash = first.id
  }

  return (
    <nav aria-label="Contents of the reference">
      <search>
        <form onSubmit={goToFirst} className="relative mb-5">
          <label htmlFor={field} className="sr-only">
            Search the reference
          </label>
          <Search
            aria-hidden="true"
            size={14}
            className="absolute top-1/2 left-2.5 -translate-y-1/2 text-muted"
          />
          <input
            id={field}
            type="search"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            placeholder="Search"
            className="h-9 w-full rounded-md border border-field bg-raised pr-2 pl-8 text-base placeholder:text-muted pointer-coarse:h-11"
          />
        </form>
      </search>
      <p role="status" className="sr-only">
        {words ? `${found} found` : ''}
      </p>
      {shown.length === 0 ? <p className="text-muted text-sm">Nothing here is called “{words}”.</p> : null}
      {shown.map((group) => (
        <div key={group.id} className="mb-5">
          <a href={`#${group.id}`} className="eyebrow mb-1 block py-0.5 hover:text-ink">
            {group.label}
          </a>
          <ul>
            {group.entries.map((entry) => (
              <li key={entry.id}>
                <a
                  href={`#${entry.id}`}
                  title={entry.path}
                  className="-mx-2 flex min-h-7 items-center gap-2 rounded-md px-2 py-1 pointer-coarse:min-h-10 text-sm text-soft leading-tight hover:bg-hover hover:text-ink"
                >
                  {entry.method ? <MethodBadge method={entry.method} small /> : null}
                  <span className="min-w-0">{entry.label}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function narrow(groups: readonly NavGroup[], words: string): NavGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return groups.flatMap((group) => {
    const entries = group.entries.filter((entry) => {
      const text = `${group.label} ${entry.label} ${entry.method ?? ''} ${entry.path ?? ''}`.toLowerCase()
      return wanted.every((word) => text.includes(word))
    })
    return entries.length > 0 ? [{ ...group, entries }] : []
  })
}
