'use client'

import { ChartFrame, type ChartProps } from './chart.tsx'
import type { ChartSeries } from './chart-data.ts'
import { fillOf } from './textures.tsx'

const sum = ({ values }: ChartSeries): string =>
  values.reduce<number>((all, value) => all + (value ?? 0), 0).toLocaleString('en')

/** Counts over time, a bar for each step, stacked by series from the base upwards. Figures are totals until a step is chosen. */
export function StackedBars(props: ChartProps) {
  const { series, points } = props.data
  return (
    <ChartFrame {...props} totalOf={props.totalOf ?? sum} shape="area" stacked>
      {({ id, height, top, stepWidth }) =>
        Array.from({ length: points }, (_, step) => {
          let y = height
          const gap = stepWidth > 6 ? 1.5 : 0.5
          return series.map(({ key, mark, values }) => {
            const value = values[step] ?? 0
            if (value <= 0) return null
            // What happened once must be seen beside what happened a thousand times.
            const tall = Math.max(1.5, (value / top) * height)
            y -= tall
            return (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
                key={`${step} ${key}`}
                x={step * stepWidth + gap / 2}
                y={y}
                width={Math.max(1, stepWidth - gap)}
                height={tall}
                fill={fillOf(id, key, mark)}
              />
            )
          })
        })
      }
    </ChartFrame>
  )
}
