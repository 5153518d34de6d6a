import { z } from 'zod'

/** What something cost, in millionths of a currency. What is not known has none: it is never 0 by default. */
export const Cost = z.object({
  micros: z.number().int().min(0),
  currency: z.string().meta({ examples: ['EUR'] }),
})
export type Cost = z.infer<typeof Cost>

const MILLION = 1_000_000

/** What tokens cost at a price, which is in millionths of the currency for a million tokens. */
export function costOfTokens(
  { input, output }: { input: number; output: number },
  price: { input: number; output: number; currency: string },
): Cost {
  const micros = Math.round((input * price.input + output * price.output) / MILLION)
  return { micros, currency: price.currency }
}

/** All of them together; undefined where there is none, one is not known, or they are in several currencies. */
export function sumOfCosts(costs: readonly (Cost | undefined)[]): Cost | undefined {
  const [first] = costs
  if (!first) return undefined
  let micros = 0
  for (const cost of costs) {
    if (cost?.currency !== first.currency) return undefined
    micros += cost.micros
  }
  return { micros, currency: first.currency }
}

type Step = { step: string; outcome: string; cost?: Cost | undefined }

/**
 * What the steps of a path cost together: every answer of a model, refused ones too. Undefined where no model answered, and where
 * the price of one that did is not known.
 */
export function costOfPath(path: readonly Step[]): Cost | undefined {
  return sumOfCosts(path.filter(isCharged).map(({ cost }) => cost))
}

/** Whether a model gave an answer in a step, whatever became of it. */
export function isCharged({ step, outcome }: Step): boolean {
  return (step === 'primary' || step === 'fallback') && (outcome === 'answered' || outcome === 'rejected')
}
