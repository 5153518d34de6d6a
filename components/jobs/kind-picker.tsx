'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { AlignLeft, Hash, ScanText } from 'lucide-react'
import type { ReactNode } from 'react'
import { TASK_KINDS, type TaskKind } from '#server/contracts/processing.ts'
import { classNames } from '../ui/class-names.ts'
import { KIND_HINTS, KIND_WORDS } from './job-words.ts'

const ICONS: Record<TaskKind, ReactNode> = {
  summarise: <AlignLeft aria-hidden="true" size={18} strokeWidth={1.75} />,
  keywords: <Hash aria-hidden="true" size={18} strokeWidth={1.75} />,
  ocr: <ScanText aria-hidden="true" size={18} strokeWidth={1.75} />,
}

type KindPickerProps = { value: TaskKind; onChange: (kind: TaskKind) => void; compact?: boolean }

/** What is to be done, all kinds in sight. Arrow keys choose. */
export function KindPicker({ value, onChange, compact = false }: KindPickerProps) {
  return (
    <RadioGroup
      aria-label="Kind of job"
      value={value}
      onValueChange={(next) => onChange(next)}
      className={classNames(
        'grid gap-px overflow-hidden rounded-lg border border-edge bg-edge',
        compact ? 'grid-cols-3' : 'sm:grid-cols-3',
      )}
    >
      {TASK_KINDS.map((kind) => (
        <Radio.Root
          key={kind}
          value={kind}
          aria-label={KIND_WORDS[kind]}
          className={classNames(
            '-outline-offset-2 group relative flex cursor-pointer flex-col text-left transition-colors',
            'bg-paper hover:bg-raised data-[checked]:bg-raised',
            compact ? 'items-center gap-1.5 px-2 py-3' : 'gap-2 px-5 py-5',
          )}
        >
          <span className="absolute inset-x-0 top-0 h-0.5 bg-transparent group-data-[checked]:bg-accent" />
          <span className="text-muted group-data-[checked]:text-accent">{ICONS[kind]}</span>
          <span
            className={classNames(
              'text-soft group-data-[checked]:text-ink',
              compact ? 'text-center font-medium text-xs' : 'display text-xl',
            )}
          >
            {KIND_WORDS[kind]}
          </span>
          {compact ? null : <span className="text-muted text-sm">{KIND_HINTS[kind]}</span>}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
