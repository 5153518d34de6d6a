'use client'

import type { ComponentProps } from 'react'
import { controlClass } from '../../ui/field-frame.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { priceFault, type TypedPrices } from './form-values.ts'

type PriceFieldsProps = {
  models: readonly string[]
  prices: TypedPrices
  /** True where what is no price is to be shown as a fault. */
  faults: boolean
  currency: Omit<ComponentProps<typeof TextField>, 'label'>
  onChange: (prices: TypedPrices) => void
}

const SIDES = [
  { side: 'input', label: 'sent' },
  { side: 'output', label: 'answered' },
] as const

/** What a million tokens cost, for each model in use. An empty price is an unknown cost, never none. */
export function PriceFields({ models, prices, faults, currency, onChange }: PriceFieldsProps) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-sm text-soft">Price of a million tokens</legend>
      {models.map((model) => {
        const typed = prices[model] ?? { input: '', output: '' }
        const fault = faults ? priceFault(typed) : undefined
        return (
          <div
            key={model}
            className="grid grid-cols-2 items-baseline gap-x-4 gap-y-1 sm:grid-cols-[1fr_auto_auto]"
          >
            <span className="col-span-2 break-all text-sm sm:col-span-1">{model}</span>
            {SIDES.map(({ side, label }) => (
              <label key={side} className="flex items-baseline gap-2 text-muted text-sm">
                {label}
                <input
                  aria-label={`${model}, a million tokens ${label}`}
                  aria-invalid={fault ? true : undefined}
                  inputMode="decimal"
                  autoComplete="off"
                  placeholder="unknown"
                  value={typed[side]}
                  onChange={(event) =>
                    onChange({ ...prices, [model]: { ...typed, [side]: event.target.value } })
                  }
                  className={`${controlClass} figures h-8 max-w-24 text-base`}
                />
              </label>
            ))}
            {fault ? (
              <p role="alert" className="col-span-full text-danger text-xs">
                {fault}
              </p>
            ) : null}
          </div>
        )
      })}
      <TextField
        label="Currency"
        autoComplete="off"
        maxLength={3}
        className="figures max-w-20 uppercase"
        hint="Where a price is empty the cost is unknown; one that is free has the price 0."
        {...currency}
      />
    </fieldset>
  )
}
