'use client'

import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import { useId } from 'react'
import { classNames } from './class-names.ts'

export type SelectOption<Value extends string> = { value: Value; label: string; hint?: string }

type SelectProps<Value extends string> = {
  label: string
  value: Value | null
  onChange: (value: Value) => void
  options: readonly SelectOption<Value>[]
  placeholder?: string
  fault?: string | undefined
  /** `compact` hides the label from sight (it is still read) and shrinks to its content: for filters. */
  compact?: boolean
  disabled?: boolean
}

/** One choice from a list, with type-ahead. */
export function Select<Value extends string>({
  label,
  value,
  onChange,
  options,
  placeholder = 'Choose',
  fault,
  compact = false,
  disabled = false,
}: SelectProps<Value>) {
  const id = useId()
  return (
    <div className={compact ? 'inline-flex' : 'flex flex-col'}>
      <Base.Root
        items={options}
        value={value}
        disabled={disabled}
        onValueChange={(next) => next !== null && onChange(next)}
      >
        <Base.Label className={compact ? 'sr-only' : 'font-medium text-sm text-soft'}>{label}</Base.Label>
        <Base.Trigger
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? `${id}-fault` : undefined}
          className={classNames(
            'flex select-none items-center justify-between gap-2 text-ink transition-colors data-[disabled]:opacity-50',
            compact
              ? 'h-8 rounded-md px-2.5 text-sm hover:bg-hover data-[popup-open]:bg-hover pointer-coarse:h-10'
              : 'h-10 w-full border-field border-b text-lg hover:border-ink aria-invalid:border-danger',
          )}
        >
          <Base.Value placeholder={placeholder} className="truncate data-[placeholder]:text-muted" />
          <Base.Icon className="text-muted">
            <ChevronsUpDown aria-hidden="true" size={14} />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner
            sideOffset={4}
            align="start"
            alignItemWithTrigger={false}
            className="z-50 outline-none"
          >
            <Base.Popup className="popup-motion min-w-[max(var(--anchor-width),10rem)] max-w-[min(26rem,calc(100vw-1rem))] origin-(--transform-origin) overflow-hidden rounded-lg border border-hairline bg-raised shadow-float">
              <Base.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto p-1">
                {options.map((option) => (
                  <Base.Item
                    key={option.value}
                    value={option.value}
                    className="grid cursor-default select-none grid-cols-[1fr_1rem] items-center gap-3 rounded-md px-2.5 py-1.5 text-base text-ink outline-none data-[highlighted]:bg-hover pointer-coarse:py-2.5"
                  >
                    <span className="min-w-0">
                      <Base.ItemText className="block truncate">{option.label}</Base.ItemText>
                      {option.hint ? (
                        <span className="block truncate text-muted text-xs">{option.hint}</span>
                      ) : null}
                    </span>
                    <Base.ItemIndicator className="text-accent">
                      <Check aria-hidden="true" size={15} />
                    </Base.ItemIndicator>
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {compact ? null : (
        <p id={`${id}-fault`} aria-live="polite" className="min-h-5 pt-1 text-danger text-xs">
          {fault}
        </p>
      )}
    </div>
  )
}
