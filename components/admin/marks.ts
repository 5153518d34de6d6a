import type { Mark } from './charts/chart-data.ts'

/** How attempts end, from the base of a bar upwards: what went well is calm, what did not is told by texture as well. */
export const OUTCOME_MARKS: readonly { key: string; label: string; mark: Mark }[] = [
  { key: 'completed', label: 'finished', mark: { colour: 'var(--accent)' } },
  { key: 'partial', label: 'parts missing', mark: { colour: 'var(--accent)', texture: 'hatch' } },
  { key: 'cancelled', label: 'cancelled', mark: { colour: 'var(--field)', texture: 'dots' } },
  { key: 'retry', label: 'to be tried again', mark: { colour: 'var(--warning)', texture: 'hatch' } },
  { key: 'timed-out', label: 'out of time', mark: { colour: 'var(--danger)', texture: 'dots' } },
  { key: 'failed', label: 'failed', mark: { colour: 'var(--danger)', texture: 'cross' } },
]

/** How look-ups in the cache end. */
export const CACHE_MARKS: readonly { key: string; label: string; mark: Mark }[] = [
  { key: 'memory', label: 'from memory', mark: { colour: 'var(--accent)' } },
  { key: 'database', label: 'from the database', mark: { colour: 'var(--accent)', texture: 'hatch' } },
  { key: 'joined', label: 'joined another', mark: { colour: 'var(--success)', texture: 'dots' } },
  { key: 'stale', label: 'older answer', mark: { colour: 'var(--warning)', texture: 'hatch' } },
  { key: 'miss', label: 'computed', mark: { colour: 'var(--field)' } },
  { key: 'bypass', label: 'anew on request', mark: { colour: 'var(--field)', texture: 'dots' } },
  { key: 'failed', label: 'failed', mark: { colour: 'var(--danger)', texture: 'cross' } },
]

/** Which step of the chain answered. */
export const STEP_MARKS: readonly { key: string; label: string; mark: Mark }[] = [
  { key: 'cache', label: 'cache', mark: { colour: 'var(--field)', texture: 'dots' } },
  { key: 'local', label: 'built-in engine', mark: { colour: 'var(--success)' } },
  { key: 'primary', label: 'first provider', mark: { colour: 'var(--accent)' } },
  { key: 'fallback', label: 'fallback', mark: { colour: 'var(--warning)', texture: 'hatch' } },
  { key: 'partial', label: 'parts missing', mark: { colour: 'var(--accent)', texture: 'hatch' } },
  { key: 'stale', label: 'older answer', mark: { colour: 'var(--warning)', texture: 'dots' } },
  { key: 'degraded', label: 'last resort', mark: { colour: 'var(--danger)', texture: 'hatch' } },
  { key: 'none', label: 'nobody', mark: { colour: 'var(--danger)', texture: 'cross' } },
]

const COLOURS = ['var(--accent)', 'var(--warning)', 'var(--success)', 'var(--danger)', 'var(--soft)']
const DASHES = [undefined, '5 3', '2 3', '8 3 2 3']
/** Of the first colours every second one has a dash of its own, so that neighbours differ without their colours too. */
const SECOND = '12 2'

const TEXTURES = [undefined, 'hatch', 'dots', 'cross'] as const

/** The mark of the n-th of many parts of a bar: neighbours differ in colour and in texture, and no two of twenty are alike. */
export function barMark(index: number): Mark {
  return {
    colour: COLOURS[index % COLOURS.length] ?? 'var(--accent)',
    texture: TEXTURES[index % TEXTURES.length],
  }
}

/** The mark of the n-th of many lines: colours first, then dashes, so that twenty differ. */
export function seriesColour(index: number): Mark {
  const dash = DASHES[Math.floor(index / COLOURS.length) % DASHES.length]
  return {
    colour: COLOURS[index % COLOURS.length] ?? 'var(--accent)',
    dash: dash ?? (index % 2 === 1 ? SECOND : undefined),
  }
}
