'use client'

import { Table2 } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useState } from 'react'
import { classNames } from '../../ui/class-names.ts'
import {
  axisWords,
  type ChartData,
  type ChartSeries,
  highest,
  roundCeiling,
  stepWords,
  wholeCeiling,
} from './chart-data.ts'
import { ChartTable } from './chart-table.tsx'
import { Legend } from './legend.tsx'
import { TextureDefs } from './textures.tsx'
import { useWidth } from './use-width.ts'

const HEIGHT = 120

/** Where a chart draws: pixels, and the value at its top. */
export type Plot = { id: string; width: number; height: number; top: number; stepWidth: number }

export type ChartProps = {
  title: string
  data: ChartData
  /** How a value is told: "12", "3.2 s". */
  format?: (value: number) => string
  /** What a series amounts to over the whole time; without it, its newest value. */
  totalOf?: (series: ChartSeries) => string
  /** Never lower than this, so that a chart of small numbers does not look dramatic. */
  leastTop?: number
  note?: ReactNode
}

type FrameProps = ChartProps & {
  shape: 'area' | 'line'
  stacked: boolean
  children: (plot: Plot) => ReactNode
}

const plain = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })

/**
 * The frame of every chart: a name, a legend with figures, a plot over time and the same figures as a table. The plot is one stop
 * for the Tab key; arrows move over its steps, and what is chosen is told in words, like under the pointer.
 */
export function ChartFrame(props: FrameProps) {
  const { title, data, format = plain, totalOf, shape, stacked, leastTop = 0, note, children } = props
  const id = useId()
  // What has no unit of its own is counted.
  const ceiling = format === plain ? wholeCeiling : roundCeiling
  const [asTable, setAsTable] = useState(false)
  const [chosen, setChosen] = useState<number | null>(null)
  const step = chosen === null ? null : Math.min(chosen, data.points - 1)
  const tellValue = (series: ChartSeries): string => {
    if (step !== null) return tell(series.values[step], format)
    return totalOf
      ? totalOf(series)
      : tell(
          series.values.findLast((value) => value !== null),
          format,
        )
  }
  return (
    <figure aria-labelledby={`${id}-title`} className="min-w-0">
      <figcaption className="mb-2 grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1">
        <p className="flex items-baseline gap-3">
          <span id={`${id}-title`} className="eyebrow">
            {title}
          </span>
          <span aria-hidden="true" className="figures text-muted text-xs">
            {step === null ? note : stepWords(data, step)}
          </span>
        </p>
        <button
          type="button"
          aria-pressed={asTable}
          aria-label={`${title} as a table`}
          title="Show as a table"
          onClick={() => setAsTable(!asTable)}
          className={classNames(
            'grid size-6 shrink-0 place-items-center rounded-md transition-colors hover:bg-hover hover:text-ink pointer-coarse:size-10',
            asTable ? 'bg-hover text-ink' : 'text-muted',
          )}
        >
          <Table2 aria-hidden="true" size={14} />
        </button>
        <div className="col-span-2 min-h-5">
          <Legend series={data.series} shape={shape} tellValue={tellValue} />
        </div>
      </figcaption>
      {asTable ? (
        <ChartTable title={title} data={data} format={format} />
      ) : (
        <PlotArea
          {...{ title, data, format, step, onStep: setChosen }}
          top={ceiling(Math.max(leastTop, highest(data.series, stacked)))}
        >
          {children}
        </PlotArea>
      )}
    </figure>
  )
}

type PlotAreaProps = {
  title: string
  data: ChartData
  format: (value: number) => string
  top: number
  step: number | null
  onStep: (step: number | null) => void
  children: (plot: Plot) => ReactNode
}

function PlotArea({ title, data, format, top, step, onStep, children }: PlotAreaProps) {
  const id = useId()
  const [ref, width] = useWidth<HTMLDivElement>()
  const { points } = data
  const stepWidth = width / points
  const plot: Plot = { id, width, height: HEIGHT, top, stepWidth }

  function byPointer(event: PointerEvent): void {
    const { left } = event.currentTarget.getBoundingClientRect()
    onStep(Math.max(0, Math.min(points - 1, Math.floor((event.clientX - left) / stepWidth))))
  }

  function byKey(event: KeyboardEvent): void {
    const now = step ?? points - 1
    const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: points - 1 }[event.key]
    if (event.key === 'Escape') onStep(null)
    if (next === undefined) return
    event.preventDefault()
    onStep(Math.max(0, Math.min(points - 1, next)))
  }

  return (
    <div className="relative grid grid-cols-[1fr_auto] gap-x-2">
      {data.series.length > 0 ? null : (
        <p className="pointer-events-none absolute top-[3.125rem] left-0 w-[calc(100%-3.25rem)] text-center text-muted text-sm">
          <span className="bg-paper px-2">Nothing in this time</span>
        </p>
      )}
      <div
        ref={ref}
        role="slider"
        tabIndex={0}
        aria-label={`${title}, step`}
        aria-valuemin={0}
        aria-valuemax={points - 1}
        aria-valuenow={step ?? points - 1}
        aria-valuetext={wordsAt(data, step ?? points - 1, format)}
        onPointerMove={byPointer}
        onPointerLeave={() => onStep(null)}
        onKeyDown={byKey}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && onStep(points - 1)}
        onBlur={() => onStep(null)}
        className="contain-inline-size h-[7.5rem] cursor-crosshair touch-pan-y rounded-sm outline-offset-4"
      >
        {width > 0 ? (
          <svg aria-hidden="true" width={width} height={HEIGHT} className="block overflow-visible">
            <TextureDefs id={id} marks={data.series} />
            <path
              d={`M0 0.5H${width}M0 ${HEIGHT / 2}H${width}`}
              stroke="var(--hairline)"
              strokeDasharray="2 4"
            />
            {step === null ? null : (
              <rect x={step * stepWidth} width={stepWidth} height={HEIGHT} fill="var(--hover)" />
            )}
            {children(plot)}
            <path d={`M0 ${HEIGHT - 0.5}H${width}`} stroke="var(--edge)" />
          </svg>
        ) : null}
      </div>
      <p
        aria-hidden="true"
        className="figures flex w-11 flex-col justify-between whitespace-nowrap text-2xs text-muted leading-none"
      >
        <span>{format(top)}</span>
        <span>{format(top / 2)}</span>
        <span>0</span>
      </p>
      <p aria-hidden="true" className="figures mt-1.5 flex justify-between text-2xs text-muted">
        {[0, 1 / 4, 1 / 2, 3 / 4].map((share) => (
          <span key={share}>{axisWords(data, Math.floor(share * points))}</span>
        ))}
        <span>now</span>
      </p>
    </div>
  )
}

function wordsAt(data: ChartData, step: number, format: (value: number) => string): string {
  const parts = data.series.map(({ label, values }) => `${label} ${tell(values[step], format)}`)
  return `${stepWords(data, step)}: ${parts.join(', ') || 'nothing'}`
}

function tell(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value)
}
