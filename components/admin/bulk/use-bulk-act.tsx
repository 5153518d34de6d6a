'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import type { BulkAction, BulkCount, BulkTarget } from '#server/contracts/task-administration.ts'
import { toastProblem } from '../../feedback/problem-toast.ts'
import { queryKeys } from '../../hooks/query-keys.ts'
import { useBulk, useCountBulk, useStartBulk } from '../../hooks/use-admin-tasks.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { BulkProgress } from './bulk-progress.tsx'
import { ACT_WORDS, tasksWords } from './bulk-words.ts'

type Asked = { action: BulkAction; target: BulkTarget; counted: BulkCount }

/**
 * Acts on many tasks: counts them, asks with the number, does it once, and tells how far it is. `element` holds the question and
 * the progress; `ask` begins. `onStart` is told when an act has begun.
 */
export function useBulkAct(onStart: () => void): {
  ask: (action: BulkAction, target: BulkTarget) => void
  counting: BulkAction | null
  element: ReactNode
} {
  const client = useQueryClient()
  const count = useCountBulk()
  const start = useStartBulk()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [open, setOpen] = useState(false)
  const [running, setRunning] = useState<string | null>(null)
  const bulk = useBulk(running).data

  useEffect(() => {
    if (!bulk?.finishedAt || bulk.id !== running) return
    setRunning(null)
    void client.invalidateQueries({ queryKey: queryKeys.admin })
    const { done } = ACT_WORDS[bulk.action]
    const detail =
      bulk.skipped > 0
        ? `${bulk.skipped.toLocaleString('en')} had changed meanwhile and were left alone.`
        : undefined
    toast.note(`${tasksWords(bulk.done)} ${done}`, detail ? { detail } : {})
  }, [bulk, running, client])

  function ask(action: BulkAction, target: BulkTarget): void {
    count.mutate(
      { action, target },
      {
        onSuccess(counted) {
          if (counted.count === 0) return toast.note(ACT_WORDS[action].nothing)
          setAsked({ action, target, counted })
          setOpen(true)
        },
        onError: toastProblem,
      },
    )
  }

  function confirm(): void {
    if (!asked) return
    const { action, target, counted } = asked
    start.mutate(
      { action, target, id: counted.id, asOf: counted.asOf },
      {
        onSuccess(view) {
          setRunning(view.id)
          onStart()
        },
        onError: toastProblem,
      },
    )
  }

  const words = asked && ACT_WORDS[asked.action]
  return {
    ask,
    counting: count.isPending ? (count.variables?.action ?? null) : null,
    element: (
      <>
        <ConfirmDialog
          open={open}
          onOpenChange={setOpen}
          title={words && asked ? words.title(asked.counted.count) : ''}
          description={words?.effect ?? ''}
          // The question, answered.
          action={words && asked ? words.title(asked.counted.count).replace('?', '') : ''}
          danger={asked?.action === 'cancel'}
          onConfirm={confirm}
        />
        {bulk && running ? <BulkProgress bulk={bulk} /> : null}
      </>
    ),
  }
}
