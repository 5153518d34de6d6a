'use client'

import type { ComponentProps } from 'react'
import { controlClass } from '../../ui/field-frame.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { NO_PRICE, priceFault, type TypedPrices, type UsedModel } from './form-values.ts'

type PriceFieldsProps = {
  models: readonly UsedModel[]
  prices: TypedPrices
  /** True where what is no price is to be shown as a fault. */
  faults: boolean
  currency: Omit<ComponentProps<typeof TextField>, 'label'>
  onChange: (prices: TypedPrices) => void
}

const TOKENS = [
  { side: 'input', label: 'sent', of: 'a million tokens sent' },
  { side: 'output', label: 'answered', of: 'a million tokens answered' },
] as const
const MINUTE = [{ side: 'minute', label: 'a minute', of: 'a minute of sound' }] as const

/** What a million tokens cost, or a minute of sound, for each model in use. An empty price is an unknown cost, never none. */
export function PriceFields({ models, prices, faults, currency, onChange }: PriceFieldsProps) {
  const hears = models.some(({ transcribes }) => transcribes)
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-sm text-soft">
        {hears ? 'Price of a million tokens, or of a minute of sound' : 'Price of a million tokens'}
      </legend>
      {models.map(({ model, asks, transcribes }) => {
        const typed = prices[model] ?? NO_PRICE
        const fault = faults ? priceFault(typed) : undefined
        const sides = [...(asks ? TOKENS : []), ...(transcribes ? MINUTE : [])]
        return (
          <div
            key={model}
            className="grid grid-cols-[4fr_5fr] items-baseline gap-x-4 gap-y-1 sm:grid-cols-[1fr_auto_auto]"
          >
            <span className="col-span-2 break-all text-sm sm:col-span-1">{model}</span>
            {sides.map(({ side, label, of }) => (
              <label
                key={side}
                className={`flex items-baseline gap-2 whitespace-nowrap text-muted text-sm ${side === 'minute' ? 'sm:col-start-3 sm:justify-self-end' : ''}`}
              >
                {label}
                <input
                  aria-label={`${model}, ${of}`}
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
