'use client'

import { useMembers } from '../../hooks/use-members.ts'
import { isLive, useTask } from '../../hooks/use-tasks.ts'
import { answerWords, providerName } from './result-words.ts'
import { NotVerified, toldDoubt, toldWords } from './told-words.tsx'
import type { ToldResult } from './use-told-result.ts'

/**
 * "for Ada · by the built-in engine · looks right, 94 %", as the server knows it, and only beside words that it compared: what the block
 * in the page says of its job, and what stands in it, could have been written there by anybody. How sure an answer is says nothing of
 * words that were changed. The page itself holds no names, so that erasing a person leaves none in it.
 */
export function AnswerFacts({ taskId, told }: { taskId: string; told: ToldResult }) {
  const task = useTask(taskId)
  const members = useMembers()
  if (task.isError) return <NotVerified why="its job is not known here" />
  if (!task.data) return null
  const writing = isLive(task.data)
  // Of what grows each look is behind.
  if (told.state !== 'told' || (!told.isOfNow && !writing)) return toldWords(told)
  const doubt = toldDoubt(told.result, 'job')
  if (doubt) return <NotVerified why={doubt} />
  const { userId, answer } = task.data
  const name = members.data?.find((member) => member.userId === userId)?.name
  const { text, writer } = told.result
  const isEdited = text === 'edited'
  return [
    name && `for ${name}`,
    writing && writer && `by ${providerName(writer.provider, writer.model)}`,
    answer && answerWords({ ...answer, confidence: isEdited ? undefined : answer.quality.score }),
    isEdited && 'edited: not all of it is what the job wrote',
  ]
    .filter(Boolean)
    .join(' · ')
}
