'use client'

import { useEffect, useState } from 'react'
import type { CacheInvalidated, CacheSelector } from '#server/contracts/cache.ts'
import { byteWords } from '../byte-words.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useInvalidateCache } from '../hooks/use-admin-cache.ts'
import { counted } from '../number-words.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { toast } from '../ui/toast.tsx'

type ForgetDialogProps = {
  selector: CacheSelector | null
  onClose: () => void
  /** Once they are gone and what is shown of the cache is new. */
  onForgotten: () => void
}

/** Counts what fits, asks with that number, and forgets it everywhere. */
export function ForgetDialog({ selector, onClose, onForgotten }: ForgetDialogProps) {
  const { mutate } = useInvalidateCache()
  const [found, setFound] = useState<CacheInvalidated | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each selector; `onClose` only ends the question
  useEffect(() => {
    setFound(null)
    if (!selector) return
    mutate(
      { selector, dryRun: true },
      {
        onSuccess(count) {
          if (count.entries > 0) return setFound(count)
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

  const fitting = found?.entries ?? 0
  return (
    <ConfirmDialog
      open={selector !== null && found !== null}
      onOpenChange={(open) => !open && onClose()}
      title={`Forget ${counted(fitting, 'kept answer')}?`}
      description={`${byteWords(found?.bytes ?? 0)} go from the database and from the memory of every process. Who asks the same next has it computed anew, which may cost; results that were given stay.`}
      action={`Forget ${counted(fitting, 'answer')}`}
      danger
      onConfirm={() =>
        selector &&
        mutate(
          { selector, dryRun: false },
          {
            onSuccess({ entries }) {
              toast.note(`${counted(entries, 'kept answer')} forgotten`)
              onForgotten()
            },
            onError: toastProblem,
          },
        )
      }
    />
  )
}
