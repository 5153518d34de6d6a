'use client'

import type { InteractionView } from '#server/contracts/admin.ts'
import { useAddress } from '../use-address.ts'
import { failedPlaces } from './failed-words.ts'

/** Leads from a request to what failed in it, where it can be asked again; nothing where nothing failed. */
export function FailedLink({ request: { id, path } }: { request: Pick<InteractionView, 'id' | 'path'> }) {
  const { set } = useAddress()
  if (failedPlaces(path).length === 0) return null
  return (
    <button
      type="button"
      onClick={() =>
        set({ tab: 'recovery', failure: id, step: undefined, task: undefined, request: undefined })
      }
      className="mt-3 text-accent text-sm underline underline-offset-4"
    >
      What failed, and asking again
    </button>
  )
}
