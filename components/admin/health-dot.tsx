import type { HealthReport } from '#server/contracts/admin.ts'
import { classNames } from '../ui/class-names.ts'

export const HEALTH_WORDS = { up: 'Up', degraded: 'Degraded', down: 'Down' } satisfies Record<
  HealthReport['state'],
  string
>

const COLOUR = { up: 'bg-success', degraded: 'bg-warning', down: 'bg-danger' } satisfies Record<
  HealthReport['state'],
  string
>

/** A state as a dot, with its word for whoever does not see the colour. */
export function HealthDot({ state }: { state: HealthReport['state'] }) {
  return (
    <span className="inline-flex">
      <span aria-hidden="true" className={classNames('size-2 rounded-full', COLOUR[state])} />
      <span className="sr-only">{HEALTH_WORDS[state]}</span>
    </span>
  )
}
