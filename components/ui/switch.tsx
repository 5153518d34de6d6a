'use client'

import { Switch as Base } from '@base-ui/react/switch'
import { type ReactNode, useId } from 'react'

type SwitchProps = {
  label: string
  hint?: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}

/** On or off, at once. */
export function Switch({ label, hint, checked, onChange, disabled = false }: SwitchProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-3">
      <Base.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative mt-px flex h-5 w-9 shrink-0 rounded-full bg-field p-0.5 transition-colors data-[checked]:bg-accent data-[disabled]:opacity-50 pointer-coarse:before:absolute pointer-coarse:before:-inset-2.5"
      >
        <Base.Thumb className="size-4 rounded-full bg-paper transition-transform data-[checked]:translate-x-4" />
      </Base.Root>
      <div>
        <label htmlFor={id} className="font-medium text-base">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-muted text-sm">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  )
}
