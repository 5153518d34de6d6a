'use client'

import { NodeViewContent, NodeViewWrapper, type ReactNodeViewProps, useEditorState } from '@tiptap/react'
import { Bot, RotateCcw, Sparkles, X } from 'lucide-react'
import Link from 'next/link'
import { CONTRIBUTION_KIND } from '#server/contracts/contributions.ts'
import type { PendingResult } from '#server/contracts/pending-results.ts'
import { toastProblem } from '../../feedback/problem-toast.ts'
import { isLive, useTask, useTaskAction } from '../../hooks/use-tasks.ts'
import { useVisiting } from '../../hooks/visiting.ts'
import { Button } from '../../ui/button.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { usePassageState } from '../passage/use-passage.ts'
import { AcceptButtons, passageWords } from './accept-buttons.tsx'
import { AnswerFacts } from './answer-facts.tsx'
import { ContributionFacts } from './contribution-facts.tsx'
import { resultName, unfinishedWords, warningWords } from './result-words.ts'
import { rejectJobResult } from './settle-job-result.ts'
import { useChangedSources } from './use-changed-sources.ts'
import { useToldResult } from './use-told-result.ts'
import { WhyFailed, WritingFoot } from './writing-foot.tsx'

/** A job's result in the page: while the job writes it, and until somebody who may edit accepts or rejects it. So is an agent's. */
export function JobResultView({ node, editor, getPos }: ReactNodeViewProps) {
  const editable = useEditorState({ editor, selector: ({ editor: current }) => current.isEditable })
  const visiting = useVisiting()
  const { taskId, kind, cache, degraded, passage } = node.attrs
  const passageState = usePassageState(editor, passage)
  const told = useToldResult(editor, node, getPos)
  const verified = told.state === 'told' ? told.result : undefined
  const phase = node.attrs.phase ?? leftPhase(verified)
  const name = resultName(verified?.kind ?? kind)
  const writing = phase === 'writing'
  const known = typeof taskId === 'string' && !visiting ? taskId : undefined
  const isContribution = kind === CONTRIBUTION_KIND
  const ofTask = isContribution ? undefined : known
  const changed = useChangedSources(editor, ofTask)
  const answer = useTask(ofTask ?? '', undefined, ofTask !== undefined).data?.answer
  const notices = [
    unfinishedWords(phase),
    // The job's to say: the block may have lost it.
    (answer && warningWords(answer.cache, answer.degraded)) ?? warningWords(cache, degraded),
    passageWords(passageState),
    changed,
  ].filter((words) => words !== undefined)
  const Sign = isContribution ? Bot : Sparkles

  function reject(): void {
    const position = getPos()
    if (position === undefined) return
    rejectJobResult(editor, position)
    editor.commands.focus()
  }

  return (
    <NodeViewWrapper
      as="section"
      className="job-result"
      data-phase={phase ?? 'ready'}
      aria-label={`${name}, ${writing ? 'being written' : 'not yet accepted'}`}
      aria-busy={writing}
    >
      <header className="job-result-head" contentEditable={false}>
        <Sign aria-hidden="true" size={14} className="text-accent" />
        <span className="font-medium text-ink">{name}</span>
        <span className="job-result-facts">
          {ofTask ? <AnswerFacts taskId={ofTask} told={told} /> : null}
          {isContribution && known ? <ContributionFacts id={known} told={told} /> : null}
        </span>
        {writing ? <span aria-hidden="true" className="job-result-shuttle" /> : null}
      </header>
      {notices.map((notice) => (
        <p key={notice} role="status" className="job-result-notice" contentEditable={false}>
          {notice}
          {phase === 'failed' && ofTask && notice === notices[0] ? <WhyFailed taskId={ofTask} /> : null}
        </p>
      ))}
      <NodeViewContent className="job-result-content" contentEditable={writing ? false : undefined} />
      <footer className="job-result-foot" contentEditable={false}>
        {writing ? (
          <WritingFoot taskId={ofTask} editable={editable} />
        ) : editable ? (
          <>
            <AcceptButtons
              editor={editor}
              getPos={getPos}
              kind={kind}
              passage={passage}
              // What was not finished would leave out a part of the words whose place it took.
              state={typeof phase === 'string' ? undefined : passageState}
            />
            <Button size="sm" variant="quiet" onClick={reject}>
              <X aria-hidden="true" size={14} />
              Reject
            </Button>
            {ofTask ? <TryAgain taskId={ofTask} /> : null}
          </>
        ) : (
          <span className="text-muted text-sm">Waits for an editor to accept or reject it</span>
        )}
        {ofTask ? (
          <Link href={`/jobs/${ofTask}`} className="job-result-link">
            Open job
          </Link>
        ) : null}
      </footer>
    </NodeViewWrapper>
  )
}

/** That nothing more comes of a result which is not whole, whatever the block says. */
function leftPhase(verified: PendingResult | undefined): 'stopped' | 'failed' | null {
  const phase = verified?.phase ?? null
  return phase === 'writing' ? null : phase
}

/** Asks once more; the new result takes this one's place when it comes. */
function TryAgain({ taskId }: { taskId: string }) {
  const retry = useTaskAction('retry')
  const next = retry.data
  if (next) return <NewTry taskId={next.id} onAgain={() => retry.reset()} />
  return (
    <Button
      size="sm"
      variant="quiet"
      busy={retry.isPending}
      onClick={() => retry.mutate(taskId, { onError: toastProblem })}
    >
      <RotateCcw aria-hidden="true" size={14} />
      Try again
    </Button>
  )
}

function NewTry({ taskId, onAgain }: { taskId: string; onAgain: () => void }) {
  const task = useTask(taskId)
  if (!task.data || isLive(task.data) || task.data.status === 'COMPLETED')
    return (
      <span role="status" className="inline-flex items-center gap-1.5 px-2 text-muted text-sm">
        <Spinner />
        Trying again
      </span>
    )
  return (
    <span role="status" className="inline-flex flex-wrap items-center gap-1.5 px-2 text-sm text-warning">
      {task.data.error?.message ?? 'The new try was cancelled.'}
      <Button size="sm" variant="quiet" onClick={onAgain}>
        <RotateCcw aria-hidden="true" size={14} />
        Try again
      </Button>
    </span>
  )
}
