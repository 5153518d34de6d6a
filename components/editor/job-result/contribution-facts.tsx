'use client'

import { useContribution } from '../../hooks/use-contribution.ts'
import { useMembers } from '../../hooks/use-members.ts'
import { RelativeTime } from '../../relative-time.tsx'
import { keyWords } from './key-words.ts'
import { NotVerified, toldDoubt, toldWords } from './told-words.tsx'
import type { ToldResult } from './use-told-result.ts'

/**
 * "by Nightly notes, an agent · for Ada · 2 minutes ago", as the server recorded it, and only beside words that it compared: the block
 * itself could have been written there by anybody, and holds no names.
 */
export function ContributionFacts({ id, told }: { id: string; told: ToldResult }) {
  const contribution = useContribution(id)
  const members = useMembers()
  if (contribution.isError) return <NotVerified why="this contribution is not known here" />
  if (!contribution.data) return null
  if (told.state !== 'told' || !told.isOfNow) return toldWords(told)
  const doubt = toldDoubt(told.result, 'agent')
  if (doubt) return <NotVerified why={doubt} />
  const { key, userId, createdAt } = contribution.data
  const name = members.data?.find((member) => member.userId === userId)?.name
  return (
    <>
      {[keyWords(key), name && `for ${name}`].filter(Boolean).join(' · ')} · <RelativeTime at={createdAt} />
      {told.result.text === 'edited' ? ' · edited: not all of it is what the agent wrote' : null}
    </>
  )
}
