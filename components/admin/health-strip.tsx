import type { HealthHistory, SubsystemHealth } from '#server/contracts/admin.ts'
import { stepWords } from './charts/chart-data.ts'

type State = SubsystemHealth['state']

const COLOUR = { up: 'var(--success)', degraded: 'var(--warning)', down: 'var(--danger)' } satisfies Record<
  State,
  string
>
/** Taller is worse, so that the strip is read without its colours. */
const TALL = { up: 8, degraded: 13, down: 18 } satisfies Record<State, number>
const HEIGHT = 18
const CELL = 4

type HealthStripProps = {
  name: string
  states: readonly (State | null)[]
  history: Pick<HealthHistory, 'from' | 'stepSeconds'>
}

/** How a part was over time, a bar for each step; where nobody looked there is a dot on the line. */
export function HealthStrip({ name, states, history }: HealthStripProps) {
  return (
    <svg
      role="img"
      aria-label={`${name}: ${stripWords(states, history)}`}
      viewBox={`0 0 ${states.length * CELL} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="block h-[1.125rem] w-full"
    >
      {states.map((state, step) => {
        const tall = state ? TALL[state] : 1.5
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
            key={step}
            x={step * CELL}
            y={HEIGHT - tall}
            width={CELL - 1}
            height={tall}
            fill={state ? COLOUR[state] : 'var(--edge)'}
          />
        )
      })}
    </svg>
  )
}

/** The strip in a sentence: how many steps were amiss and when the last was. */
export function stripWords(
  states: readonly (State | null)[],
  history: Pick<HealthHistory, 'from' | 'stepSeconds'>,
): string {
  const looked = states.filter((state) => state !== null).length
  if (looked === 0) return 'nobody looked in this time'
  const bad = states.flatMap((state, step) => (state === 'down' || state === 'degraded' ? [step] : []))
  const last = bad.at(-1)
  if (last === undefined) return 'up whenever somebody looked'
  return `amiss in ${bad.length} of ${looked} steps, last ${stepWords(history, last)}`
}
