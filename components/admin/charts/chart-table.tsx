import type { ChartData } from './chart-data.ts'
import { stepWords } from './chart-data.ts'

type ChartTableProps = { title: string; data: ChartData; format: (value: number) => string }

/** The figures of a chart, newest first; steps in which nothing was counted are left out. */
export function ChartTable({ title, data, format }: ChartTableProps) {
  const steps = Array.from({ length: data.points }, (_, step) => data.points - 1 - step).filter((step) =>
    data.series.some(({ values }) => (values[step] ?? 0) !== 0),
  )
  if (steps.length === 0) return <p className="py-8 text-muted text-sm">Nothing was counted in this time.</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section aria-label={title} tabIndex={0} className="max-h-64 overflow-auto border-hairline border-y">
      <table className="w-full border-collapse text-left text-sm">
        <caption className="sr-only">{title}</caption>
        <thead className="sticky top-0 bg-paper">
          <tr>
            <th scope="col" className="py-1.5 pr-4 font-medium text-muted text-xs">
              Time
            </th>
            {data.series.map(({ key, label }) => (
              <th key={key} scope="col" className="py-1.5 pr-4 text-right font-medium text-muted text-xs">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step} className="border-hairline border-t">
              <th scope="row" className="whitespace-nowrap py-1 pr-4 font-normal text-soft">
                {stepWords(data, step)}
              </th>
              {data.series.map(({ key, values }) => (
                <td key={key} className="figures py-1 pr-4 text-right">
                  {valueWords(values[step], format)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function valueWords(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value)
}
