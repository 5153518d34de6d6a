import { useId } from 'react'
import type { ChartSeries } from './chart-data.ts'
import { fillOf, TextureDefs } from './textures.tsx'

type LegendProps = {
  series: readonly ChartSeries[]
  shape: 'area' | 'line'
  /** What stands behind a label: the value of the chosen step, or the total. */
  tellValue: (series: ChartSeries) => string
}

/** What each mark means, with its figure. */
export function Legend({ series, shape, tellValue }: LegendProps) {
  const id = useId()
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-soft">
      {series.map((each) => (
        <li key={each.key} className="flex items-center gap-1.5 whitespace-nowrap">
          <svg aria-hidden="true" width="14" height="10" className="shrink-0">
            <TextureDefs id={id} marks={[each]} />
            {shape === 'area' ? (
              <rect
                x="0.5"
                y="0.5"
                width="13"
                height="9"
                rx="1"
                fill={fillOf(id, each.key, each.mark)}
                stroke={each.mark.colour}
              />
            ) : (
              <line
                x2="14"
                y1="5"
                y2="5"
                stroke={each.mark.colour}
                strokeWidth="2"
                strokeDasharray={each.mark.dash}
              />
            )}
          </svg>
          {each.label} <span className="figures text-ink">{tellValue(each)}</span>
        </li>
      ))}
    </ul>
  )
}
