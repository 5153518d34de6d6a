'use client'

import { useEffect, useState } from 'react'
import type { CacheInvalidated, CacheSelector } from '#server/contracts/cache.ts'
import { byteWords } from '../byte-words.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useInvalidateCache } from '../hooks/use-admin-cache.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { toast } from '../ui/toast.tsx'

/** Counts what fits, asks with that number, and forgets it everywhere. */
export function ForgetDialog({ selector, onClose }: { selector: CacheSelector | null; onClose: () => void }) {
  const { mutate } = useInvalidateCache()
  const [counted, setCounted] = useState<CacheInvalidated | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each selector; `onClose` only ends the question
  useEffect(() => {
    setCounted(null)
    if (!selector) return
    mutate(
      { selector, dryRun: true },
      {
        onSuccess(count) {
          if (count.entries > 0) return setCounted(count)
          toast.note('No kept answer fits any more')
          onClose()
        },
        onError(error) {
          toastProblem(error)
          onClose()
        },
      },
    )
  }, [selector, mutate])

  const number = counted?.entries.toLocaleString('en') ?? ''
  const noun = counted?.entries === 1 ? 'answer' : 'answers'
  return (
    <ConfirmDialog
      open={selector !== null && counted !== null}
      onOpenChange={(open) => !open && onClose()}
      title={`Forget ${number} kept ${noun}?`}
      description={`${byteWords(counted?.bytes ?? 0)} go from the database and from the memory of every process. Who asks the same next has it computed anew, which may cost; results that were given stay.`}
      action={`Forget ${number} ${noun}`}
      danger
      onConfirm={() =>
        selector &&
        mutate(
          { selector, dryRun: false },
          {
            onSuccess: ({ entries }) => toast.note(`${entries.toLocaleString('en')} kept answers forgotten`),
            onError: toastProblem,
          },
        )
      }
    />
  )
}
