'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { ReactNode } from 'react'

type SegmentedControlProps<Value extends string> = {
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: string; icon?: ReactNode }[]
}

/** One of a few, all in sight. Arrow keys choose. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  return (
    <RadioGroup
      aria-label={props.label}
      value={props.value}
      onValueChange={(next) => props.onChange(next)}
      className="inline-flex rounded-md bg-hover p-0.5"
    >
      {props.options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          aria-label={option.label}
          className="flex h-7 cursor-pointer items-center gap-1.5 rounded-sm px-3 font-medium text-muted text-sm transition-colors hover:text-ink data-[checked]:bg-[light-dark(var(--raised),var(--edge))] data-[checked]:text-ink data-[checked]:shadow-[0_1px_2px_var(--shade)] pointer-coarse:h-10"
        >
          {option.icon}
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
