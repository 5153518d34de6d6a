import {
  chartDayText,
  chartWeekdayText,
  minuteText,
  weekdayNumberText,
  weekdayText,
} from '../../moment-words.ts'

/** How an area or a line is drawn, so that colour is never the only difference. */
export type Mark = {
  colour: string
  texture?: 'hatch' | 'dots' | 'cross' | undefined
  dash?: string | undefined
}

export type ChartSeries = { key: string; label: string; mark: Mark; values: readonly (number | null)[] }

/** Steps of equal length from a moment, with values of each; null where there is none. */
export type ChartData = {
  from: string
  stepSeconds: number
  points: number
  series: readonly ChartSeries[]
}

const DAY_SECONDS = 86_400

/** The smallest "round" number (1, 2, 2.5 or 5 times a power of ten) that is not below `max`; at least 1 when nothing is there. */
export function roundCeiling(max: number): number {
  if (!(max > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(max))
  const step = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= max * 0.999_999) ?? 10
  return step * power
}

/** As `roundCeiling` for what is counted: the half of it, which the axis names too, is a whole number. */
export function wholeCeiling(max: number): number {
  if (!(max > 2)) return 2
  const power = 10 ** Math.floor(Math.log10(max))
  const step = [1, 2, 4, 6, 10].find((candidate) => candidate * power >= max && candidate * power >= 2) ?? 10
  return step * power
}

/** The highest point that the series reach: of each alone, or stacked. 0 when there is none. */
export function highest(series: readonly ChartSeries[], stacked: boolean): number {
  if (!stacked) return Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const points = Math.max(0, ...series.map(({ values }) => values.length))
  return Math.max(0, ...Array.from({ length: points }, (_, step) => stackAt(series, step)))
}

/** What the series have together in a step. */
export function stackAt(series: readonly ChartSeries[], step: number): number {
  return series.reduce((all, { values }) => all + (values[step] ?? 0), 0)
}

/** The moment at which a step begins, in milliseconds. */
export function stepStart(
  { from, stepSeconds }: Pick<ChartData, 'from' | 'stepSeconds'>,
  step: number,
): number {
  return Date.parse(from) + step * stepSeconds * 1000
}

/** A step as people say it: "12:30", "Tue 14:00 to 16:00", "Tue 3 Nov". */
export function stepWords(data: Pick<ChartData, 'from' | 'stepSeconds'>, step: number): string {
  const start = new Date(stepStart(data, step))
  if (data.stepSeconds >= DAY_SECONDS) return chartWeekdayText(start)
  if (data.stepSeconds <= 60) return minuteText(start)
  const end = new Date(start.getTime() + data.stepSeconds * 1000)
  const day = data.stepSeconds >= 3600 ? `${weekdayText(start)} ` : ''
  return `${day}${minuteText(start)} to ${minuteText(end)}`
}

/** A short word under the axis. */
export function axisWords(data: Pick<ChartData, 'from' | 'stepSeconds'>, step: number): string {
  const start = new Date(stepStart(data, step))
  if (data.stepSeconds >= DAY_SECONDS) return chartDayText(start)
  if (data.stepSeconds >= 3600) return weekdayNumberText(start)
  return minuteText(start)
}

/** Runs of steps with a value, so that a line breaks where nothing was measured instead of claiming something. */
export function runsOf(values: readonly (number | null)[]): { start: number; values: number[] }[] {
  const runs: { start: number; values: number[] }[] = []
  values.forEach((value, step) => {
    if (value === null) return
    const last = runs.at(-1)
    if (last && last.start + last.values.length === step) last.values.push(value)
    else runs.push({ start: step, values: [value] })
  })
  return runs
}
