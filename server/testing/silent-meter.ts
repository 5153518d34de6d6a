import type { EngineMeter } from '#server/collaboration/internal/engine-meter.ts'

/** For engines whose figures nobody reads. */
export const silentMeter: EngineMeter = { committed: () => {}, refused: () => {} }
