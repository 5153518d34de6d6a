'use client'

import { useMembers } from '../../hooks/use-members.ts'
import { isLive, useTask } from '../../hooks/use-tasks.ts'
import { answerWords, providerName } from './result-words.ts'

type AnswerFactsProps = {
  taskId: string
  /** Who writes at this moment, by the block: the server knows of an answer once it is whole. */
  provider: unknown
  model: unknown
}

/**
 * "for Ada · by the built-in engine · looks right, 94 %", as the server knows it: what the block in the page says of its job could have
 * been written there by anybody. The page itself holds no names, so that erasing a person leaves none in it.
 */
export function AnswerFacts({ taskId, provider, model }: AnswerFactsProps) {
  const task = useTask(taskId)
  const members = useMembers()
  if (task.isError) return <span className="text-warning">Not verified: its job is not known here</span>
  const name = members.data?.find(({ userId }) => userId === task.data?.userId)?.name
  const answer = task.data?.answer
  const writing = task.data && isLive(task.data) && typeof provider === 'string'
  return [
    name && `for ${name}`,
    writing && `by ${providerName(provider, model)}`,
    answer && answerWords({ ...answer, confidence: answer.quality.score }),
  ]
    .filter(Boolean)
    .join(' · ')
}
