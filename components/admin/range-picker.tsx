'use client'

import { StatRange } from '#server/contracts/statistics.ts'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { useAddress } from './use-address.ts'

const RANGES = [
  { value: '1h', label: '1 h' },
  { value: '24h', label: '24 h' },
  { value: '7d', label: '7 d' },
  { value: '30d', label: '30 d' },
] as const

export const RANGE_WORDS = {
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
} satisfies Record<StatRange, string>

/** How far back the charts of the admin page look; in the address, and the same on every tab. */
export function useRange(): StatRange {
  return StatRange.catch('24h').parse(useAddress().get('range'))
}

/** The heading of what is told over time, with how far back that is. */
export function OverTimeHeading() {
  return (
    <div className="mb-5 flex items-center justify-between">
      <h2 className="display text-xl">Over time</h2>
      <RangePicker />
    </div>
  )
}

export function RangePicker() {
  const { set } = useAddress()
  const range = useRange()
  return (
    <SegmentedControl
      label="How far back"
      value={range}
      onChange={(next) => set({ range: next === '24h' ? undefined : next })}
      options={RANGES}
    />
  )
}
