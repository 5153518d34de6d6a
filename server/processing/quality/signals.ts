import type { Quality, QualitySignal } from '#server/contracts/processing.ts'

/** A signal with its place in the score: `share` is its value scaled so that 1 is as good as it gets. */
export type Observation = QualitySignal & { share: number | null; weight: number }

// A bad signal counts beyond its share in the mean: one severe fault is not made good by nine things in order.
const BAD_FACTOR = 0.75
// An answer that fails the gate keeps a score below any that passes.
const HARD_CAP = 0.2

/** A measured signal: good from `good` on, weak from `weak` on, else bad. */
export function measured(
  name: string,
  value: number,
  limits: { good: number; weak: number },
  note: string,
  options: {
    weight?: number
    hard?: boolean /** What counts in the score, where it is not the value itself in proportion to `good`. */
    share?: number
  } = {},
): Observation {
  const verdict = value >= limits.good ? 'good' : value >= limits.weak ? 'weak' : 'bad'
  return {
    name,
    value: Math.round(value * 1000) / 1000,
    verdict,
    hard: options.hard ?? false,
    note,
    share: options.share ?? Math.max(0, Math.min(1, value / limits.good)),
    weight: options.weight ?? 1,
  }
}

/** A signal that is either in order or not. */
export function checked(name: string, fine: boolean, note: string, hard = true): Observation {
  const verdict = fine ? 'good' : 'bad'
  return { name, value: fine ? 1 : 0, verdict, hard, note, share: fine ? 1 : 0, weight: hard ? 0.5 : 1 }
}

/** What cannot be told here, and why. It neither raises nor lowers the score. */
export function notChecked(name: string, note: string): Observation {
  return { name, value: null, verdict: 'not-checked', hard: false, note, share: null, weight: 0 }
}

/** The score of a method: weighted mean of the shares, lowered for each bad signal, capped by a hard one. */
export function combine(method: string, observations: readonly Observation[]): Quality {
  let sum = 0
  let weights = 0
  let factor = 1
  let cap = 1
  for (const { share, weight, verdict, hard } of observations) {
    if (share === null) continue
    sum += share * weight
    weights += weight
    if (verdict === 'bad') factor *= BAD_FACTOR
    if (verdict === 'bad' && hard) cap = HARD_CAP
  }
  const score = weights === 0 ? 0 : Math.min(cap, (sum / weights) * factor)
  return {
    score: Math.round(score * 1000) / 1000,
    method,
    signals: observations.map(({ name, value, verdict, hard, note }) => ({
      name,
      value,
      verdict,
      hard,
      note,
    })),
  }
}

/** The first hard fault of an answer, in words; undefined when it may be given. */
export function hardFault(quality: Quality): string | undefined {
  const fault = quality.signals.find((signal) => signal.hard && signal.verdict === 'bad')
  return fault && `its answer failed a check: ${fault.note}`
}
