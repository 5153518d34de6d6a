import { useQueryClient } from '@tanstack/react-query'
import { useMembers } from './use-members.ts'
import { provenanceQuery } from './use-provenance.ts'
import { useVisiting } from './visiting.ts'

/** Asks the server what is true of the sources that a page names; undefined where it cannot be asked, as a visitor cannot. */
export function usePageSources(documentId: string) {
  const client = useQueryClient()
  const visiting = useVisiting()
  const members = useMembers()
  return async () => {
    if (visiting) return undefined
    try {
      const { passages, notLookedAt } = await client.fetchQuery(provenanceQuery(documentId))
      const nameOf = (userId: string) => members.data?.find((member) => member.userId === userId)?.name
      return { passages, notLookedAt, nameOf }
    } catch {
      return undefined // the file is made without it, and says so
    }
  }
}
