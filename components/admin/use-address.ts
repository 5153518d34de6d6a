'use client'

import { useSearchParams } from 'next/navigation'

/** The filters of the admin page, which live in the address: a link to what one sees can be sent, and Reload keeps it. */
export function useAddress() {
  const search = useSearchParams()
  return {
    get: (name: string): string | undefined => search.get(name) ?? undefined,
    set(changes: Record<string, string | undefined>): void {
      const next = new URLSearchParams(window.location.search)
      for (const [name, value] of Object.entries(changes))
        if (value === undefined || value === '') next.delete(name)
        else next.set(name, value)
      // Next follows the browser's own history, so the server is not asked to render the page again.
      window.history.replaceState(null, '', `${window.location.pathname}?${next}`)
    },
  }
}
