'use client'

import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'
import { useId } from 'react'
import { ENTITY_WORDS } from '#server/contracts/result-words.ts'
import { ENTITY_TYPES, type EntityType } from '#server/contracts/text-kinds.ts'
import { Button } from '../ui/button.tsx'

type EntityTypesProps = {
  value: readonly EntityType[]
  onChange: (types: EntityType[]) => void
  fault?: string | undefined
}

/** What is to be looked for, each type on or off. */
export function EntityTypes({ value, onChange, fault }: EntityTypesProps) {
  const id = useId()
  const all = value.length === ENTITY_TYPES.length
  return (
    <div>
      <div className="mb-2 flex items-baseline justify-between gap-4">
        <p id={id} className="font-medium text-sm text-soft">
          Look for
        </p>
        <Button size="sm" variant="quiet" onClick={() => onChange(all ? [] : [...ENTITY_TYPES])}>
          {all ? 'None' : 'All'}
        </Button>
      </div>
      <ToggleGroup
        multiple
        aria-labelledby={id}
        aria-describedby={fault ? `${id}-fault` : undefined}
        value={value}
        onValueChange={(types) => onChange(ENTITY_TYPES.filter((type) => types.includes(type)))}
        className="flex flex-wrap gap-1.5"
      >
        {ENTITY_TYPES.map((type) => (
          <Toggle
            key={type}
            value={type}
            className="h-7 rounded-full border border-edge px-3 text-muted text-sm transition-colors hover:text-ink data-[pressed]:border-accent data-[pressed]:bg-accent-wash data-[pressed]:text-ink pointer-coarse:h-10"
          >
            {ENTITY_WORDS[type]}
          </Toggle>
        ))}
      </ToggleGroup>
      <p id={`${id}-fault`} aria-live="polite" className="min-h-5 pt-1 text-danger text-xs">
        {fault}
      </p>
    </div>
  )
}
