'use client'

import { BadgeCheck, Bot, CircleHelp } from 'lucide-react'
import Link from 'next/link'
import type { GeneratedPassage, PassageContribution, PassageJob } from '#server/contracts/provenance.ts'
import { useMembers } from '../../hooks/use-members.ts'
import { pathWords } from '../../jobs/path-words.ts'
import { RelativeTime } from '../../relative-time.tsx'
import { keyWords } from '../job-result/key-words.ts'
import { answerWords, resultName, warningWords } from '../job-result/result-words.ts'
import { doubtOf } from './doubt-of.ts'
import { inWords } from './in-words.ts'

const TEXT_WORDS: Readonly<Record<GeneratedPassage['text'], string | undefined>> = {
  'as-written': 'Word for word as the job wrote it.',
  edited: 'Edited since.',
  unknown: 'Whether it was edited since cannot be told: there is no result of the job to compare it with.',
  foreign: undefined,
}

/** What is true of a passage that names a job: of the job only what the server knows, never what the page says. */
export function PassageFacts({ passage }: { passage: GeneratedPassage }) {
  const doubt = doubtOf(passage)
  const { job, contribution, text, taskId } = passage
  if (contribution && !doubt) return <ContributedFacts contribution={contribution} text={text} />
  if (doubt || !job) return <Unverified why={doubt} />
  const { answer } = job
  const warning = answer && warningWords(answer.cache, answer.degraded)
  return (
    <>
      <p className="flex items-center gap-1.5 font-medium text-ink">
        <BadgeCheck aria-hidden="true" size={14} className="text-accent" />
        From a job: {resultName(job.kind)}
      </p>
      {answer ? (
        <>
          <p className="text-soft">{answerWords(answer)}</p>
          <p className="text-muted text-xs">{pathWords(answer.path)}</p>
        </>
      ) : null}
      {warning ? <p className="text-warning">{warning}</p> : null}
      <People verb="Asked" userId={job.userId} accepted={job.accepted} />
      <p className="text-soft">{TEXT_WORDS[text]}</p>
      <p className="mt-1.5 flex items-center justify-between gap-3">
        <Link href={`/jobs/${taskId}`} className="font-medium text-accent underline underline-offset-2">
          Open job
        </Link>
        {job.finishedAt ? <RelativeTime at={job.finishedAt} className="text-muted text-xs" /> : null}
      </p>
    </>
  )
}

/** Words that nothing is said of but that it is not known where they came from. */
export function Unverified({ why, title = 'Not verified' }: { why: string | undefined; title?: string }) {
  return (
    <>
      <p className="flex items-center gap-1.5 font-medium text-warning">
        <CircleHelp aria-hidden="true" size={14} />
        {title}
      </p>
      <p className="text-soft">{why}</p>
    </>
  )
}

function ContributedFacts({
  contribution: { key, userId, at, accepted },
  text,
}: {
  contribution: PassageContribution
  text: GeneratedPassage['text']
}) {
  return (
    <>
      <p className="flex items-center gap-1.5 font-medium text-ink">
        <Bot aria-hidden="true" size={14} className="text-accent" />
        From an agent
      </p>
      <p className="text-soft">{keyWords(key)}</p>
      <People verb="Its key made" userId={userId} accepted={accepted} />
      <p className="text-soft">
        {text === 'as-written' ? 'Word for word as the agent wrote it.' : TEXT_WORDS[text]}
      </p>
      <RelativeTime at={at} className="text-muted text-xs" />
    </>
  )
}

/** The page holds no names, so that erasing a person leaves none in it. */
function People({
  verb,
  userId,
  accepted,
}: Pick<PassageJob, 'userId' | 'accepted'> & { verb: 'Asked' | 'Its key made' }) {
  const members = useMembers()
  const nameOf = (id: string | null | undefined): string =>
    members.data?.find((member) => member.userId === id)?.name ?? 'somebody who has left'
  if (!members.data) return null
  const last = accepted.at(-1)
  const names = [...new Set(accepted.map(({ userId: id }) => nameOf(id)))]
  if (last && verb === 'Asked' && accepted.every(({ userId: id }) => id === userId))
    return (
      <p className="text-soft">
        Asked and accepted by {nameOf(userId)} <RelativeTime at={last.at} />
      </p>
    )
  return (
    <p className="text-soft">
      {userId ? `${verb} by ${nameOf(userId)}` : `${verb} by nobody`}
      {last ? (
        <>
          , {names.length > 1 ? 'accepted in parts by' : 'accepted by'} {inWords(names)}{' '}
          <RelativeTime at={last.at} />
        </>
      ) : (
        '; who accepted it was not recorded'
      )}
    </p>
  )
}
