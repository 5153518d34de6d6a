'use client'

import { Plus, X } from 'lucide-react'
import { ModelKind } from '#server/contracts/model-names.ts'
import { KIND_WORDS } from '../../jobs/job-words.ts'
import { Button } from '../../ui/button.tsx'
import { controlClass } from '../../ui/field-frame.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Select } from '../../ui/select.tsx'
import type { KindException } from './form-values.ts'

type KindExceptionsProps = {
  exceptions: readonly KindException[]
  /** Of the list of models that the server names. */
  offered: string
  onChange: (exceptions: KindException[]) => void
}

const WAYS = [
  { value: 'other', label: 'by the model' },
  { value: 'none', label: 'not by this provider' },
] as const

/** The kinds of job that the usual model does not answer. */
export function KindExceptions({ exceptions, offered, onChange }: KindExceptionsProps) {
  const taken = new Set(exceptions.map(({ kind }) => kind))
  const free = ModelKind.options.filter((kind) => !taken.has(kind))
  const set = (at: number, next: KindException): void => onChange(exceptions.with(at, next))
  return (
    <fieldset className="flex flex-col items-start gap-2">
      <legend className="mb-1 font-medium text-sm text-soft">Kinds with a model of their own</legend>
      {exceptions.map((exception, at) => {
        const { kind, model } = exception
        const word = KIND_WORDS[kind]
        return (
          <div key={kind} className="flex w-full flex-wrap items-center gap-x-1 gap-y-1">
            <Select
              compact
              label="Kind of job"
              value={kind}
              options={[kind, ...free].map((value) => ({ value, label: KIND_WORDS[value] }))}
              onChange={(next) => set(at, { kind: next, model })}
            />
            <Select
              compact
              label={`How ${word} is answered`}
              value={model === null ? 'none' : 'other'}
              options={WAYS}
              onChange={(way) => set(at, { kind, model: way === 'none' ? null : '' })}
            />
            {model === null ? null : (
              <input
                aria-label={`Model for ${word}`}
                list={offered}
                autoComplete="off"
                value={model}
                onChange={(event) => set(at, { kind, model: event.target.value })}
                className={`${controlClass} h-8 min-w-32 max-w-56 flex-1 text-base`}
              />
            )}
            <IconButton
              label={`Let the usual model answer ${word}`}
              onClick={() => onChange(exceptions.toSpliced(at, 1))}
            >
              <X aria-hidden="true" size={15} />
            </IconButton>
          </div>
        )
      })}
      {free[0] ? (
        <Button
          size="sm"
          variant="quiet"
          className="-ml-2.5"
          onClick={() => free[0] && onChange([...exceptions, { kind: free[0], model: '' }])}
        >
          <Plus aria-hidden="true" size={14} />
          Another model for a kind
        </Button>
      ) : null}
    </fieldset>
  )
}
