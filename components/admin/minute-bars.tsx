import type { StatPoint } from '#server/contracts/admin.ts'

const MINUTES = 60
const MINUTE_MS = 60_000
const HEIGHT = 64

export type BarPart = { key: string; label: string; colour: string }

type MinuteBarsProps = {
  label: string
  series: readonly StatPoint[]
  /** From the base of the bar upwards. */
  parts: readonly BarPart[]
  /** Milliseconds since the epoch of the right edge. */
  now: number
}

/** The last hour, a bar for each minute, stacked by part. Its figures are also in a table for assistive technology. */
export function MinuteBars({ label, series, parts, now }: MinuteBarsProps) {
  const minutes = lastHour(series, now)
  const top = Math.max(1, ...minutes.map(({ values }) => sum(parts.map(({ key }) => values[key] ?? 0))))
  const totals = parts.map((part) => ({
    ...part,
    total: sum(minutes.map(({ values }) => values[part.key] ?? 0)),
  }))
  return (
    <figure>
      <figcaption className="mb-3 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <span className="eyebrow">{label}</span>
        <span className="flex flex-wrap gap-x-4 text-sm text-soft">
          {totals.map(({ key, label: name, colour, total }) => (
            <span key={key} className="flex items-center gap-1.5">
              <svg aria-hidden="true" width="8" height="8">
                <rect width="8" height="8" rx="1" fill={colour} />
              </svg>
              {name} <span className="figures text-muted">{total}</span>
            </span>
          ))}
        </span>
      </figcaption>
      <svg
        role="img"
        aria-label={`${label}: ${totals.map((part) => `${part.label} ${part.total}`).join(', ')}`}
        viewBox={`0 0 ${MINUTES * 10} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-16 w-full border-hairline border-b"
      >
        {minutes.map(({ at, values }, index) => (
          <Bar key={at} x={index * 10} scale={HEIGHT / top} values={values} parts={parts} />
        ))}
      </svg>
      <p aria-hidden="true" className="mt-1 flex justify-between text-muted text-xs">
        <span>an hour ago</span>
        <span className="figures">at most {top} a minute</span>
        <span>now</span>
      </p>
    </figure>
  )
}

type BarProps = { x: number; scale: number; values: Record<string, number>; parts: readonly BarPart[] }

function Bar({ x, scale, values, parts }: BarProps) {
  let y = HEIGHT
  return parts.map(({ key, colour }) => {
    const height = (values[key] ?? 0) * scale
    y -= height
    return height > 0 ? <rect key={key} x={x + 1} y={y} width="8" height={height} fill={colour} /> : null
  })
}

/** Sixty minutes up to now; those without a sample are empty, since only minutes in which something happened are stored. */
function lastHour(
  series: readonly StatPoint[],
  now: number,
): { at: number; values: Record<string, number> }[] {
  const byMinute = new Map(
    series.map((point) => [Math.floor(Date.parse(point.minute) / MINUTE_MS), point.values]),
  )
  const last = Math.floor(now / MINUTE_MS)
  return Array.from({ length: MINUTES }, (_, index) => {
    const at = last - MINUTES + 1 + index
    return { at, values: byMinute.get(at) ?? {} }
  })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
