'use client'

import { ChartFrame, type ChartProps, type Plot } from './chart.tsx'
import { type ChartSeries, runsOf } from './chart-data.ts'

type LineChartProps = ChartProps & {
  /** Fills between two series by their keys: a band of percentiles. */
  band?: { low: string; high: string }
}

/** Values over time as lines, which break where nothing was measured. Figures are the newest until a step is chosen. */
export function LineChart({ band, ...props }: LineChartProps) {
  const { series } = props.data
  const low = series.find(({ key }) => key === band?.low)
  const high = series.find(({ key }) => key === band?.high)
  return (
    <ChartFrame {...props} shape="line" stacked={false}>
      {(plot) => (
        <>
          {low && high ? <Band low={low} high={high} plot={plot} /> : null}
          {series.map((each) => (
            <Line key={each.key} series={each} plot={plot} />
          ))}
        </>
      )}
    </ChartFrame>
  )
}

function Line({ series, plot }: { series: ChartSeries; plot: Plot }) {
  const { colour, dash } = series.mark
  return runsOf(series.values).map((run) => {
    const places = run.values.map((value, index) => place(plot, run.start + index, value))
    // A single value has no length: a dot stands for it.
    if (places.length === 1)
      return <circle key={run.start} cx={places[0]?.[0]} cy={places[0]?.[1]} r="1.75" fill={colour} />
    return (
      <polyline
        key={run.start}
        points={places.map(([x, y]) => `${x},${y}`).join(' ')}
        fill="none"
        stroke={colour}
        strokeWidth="1.75"
        strokeLinejoin="round"
        strokeDasharray={dash}
      />
    )
  })
}

function Band({ low, high, plot }: { low: ChartSeries; high: ChartSeries; plot: Plot }) {
  return runsOf(high.values).map((run) => {
    const upper = run.values.map((value, index) => place(plot, run.start + index, value))
    const lower = run.values.map((_, index) =>
      place(plot, run.start + index, low.values[run.start + index] ?? 0),
    )
    const outline = [...upper, ...lower.toReversed()].map(([x, y]) => `${x},${y}`).join(' ')
    return <polygon key={run.start} points={outline} fill={high.mark.colour} opacity="0.14" />
  })
}

/** The middle of a step, at the height of a value. */
function place({ stepWidth, height, top }: Plot, step: number, value: number): [number, number] {
  const x = (step + 0.5) * stepWidth
  return [Math.round(x * 10) / 10, Math.round((height - (value / top) * height) * 10) / 10]
}
