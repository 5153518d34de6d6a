'use client'

import { ChevronsUp, RotateCcw, Square, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { BulkAction, BulkTarget } from '#server/contracts/task-administration.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { ACT_WORDS, tasksWords } from './bulk-words.ts'

type BulkBarProps = {
  picked: ReadonlySet<string>
  actions: readonly BulkAction[]
  counting: BulkAction | null
  onAsk: (action: BulkAction, target: BulkTarget) => void
  onClear: () => void
}

const ICONS = {
  cancel: <Square aria-hidden="true" size={12} />,
  retry: <RotateCcw aria-hidden="true" size={13} />,
  first: <ChevronsUp aria-hidden="true" size={14} />,
} satisfies Record<BulkAction, ReactNode>

/** What can be done with the rows that are picked, at the foot of the page while there are any. */
export function BulkBar({ picked, actions, counting, onAsk, onClear }: BulkBarProps) {
  if (picked.size === 0) return null
  const target = { ids: [...picked] }
  return (
    <section
      aria-label="Picked tasks"
      className="fixed inset-x-0 bottom-4 z-20 flex justify-center px-4"
      onKeyDown={(event) => event.key === 'Escape' && onClear()}
    >
      <div className="flex max-w-full flex-wrap items-center gap-2 rounded-lg border border-hairline bg-raised py-2 pr-2 pl-4 shadow-float">
        <p role="status" className="figures mr-2 whitespace-nowrap text-sm max-sm:basis-[calc(100%-4rem)]">
          {tasksWords(picked.size)} picked
        </p>
        {actions.map((action) => (
          <Button
            key={action}
            size="sm"
            className="max-sm:order-2"
            busy={counting === action}
            onClick={() => onAsk(action, target)}
          >
            {ICONS[action]}
            {ACT_WORDS[action].verb}
          </Button>
        ))}
        <IconButton label="Pick none" className="max-sm:order-1" onClick={onClear}>
          <X aria-hidden="true" size={15} />
        </IconButton>
      </div>
    </section>
  )
}
