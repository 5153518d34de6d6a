'use client'

import { useContribution } from '../../hooks/use-contribution.ts'
import { useMembers } from '../../hooks/use-members.ts'
import { RelativeTime } from '../../relative-time.tsx'
import { keyWords } from './key-words.ts'

/**
 * "by Nightly notes, an agent · for Ada · 2 minutes ago", as the server recorded it: the block itself could have been written there by
 * anybody, and holds no names.
 */
export function ContributionFacts({ id }: { id: string }) {
  const contribution = useContribution(id)
  const members = useMembers()
  if (contribution.isError)
    return <span className="text-warning">Not verified: this contribution is not known here</span>
  if (!contribution.data) return null
  const { key, userId, createdAt } = contribution.data
  const name = members.data?.find((member) => member.userId === userId)?.name
  return (
    <>
      {[keyWords(key), name && `for ${name}`].filter(Boolean).join(' · ')} · <RelativeTime at={createdAt} />
    </>
  )
}
