import type { CostReport } from '#server/contracts/cost-report.ts'

/** Three days in which one provider was charged for, and the cache spared something. */
export function sampleCosts(changes: Partial<CostReport> = {}): CostReport {
  return {
    ...{ range: '30d', from: '2026-11-01T00:00:00.000Z', stepSeconds: 86_400, points: 3 },
    providers: [
      {
        ...{ name: 'own', lastAnswerAt: null, unpriced: 0 },
        costs: [{ micros: 1_600_000, currency: 'EUR' }],
      },
    ],
    saved: [{ micros: 420_000, currency: 'EUR' }],
    lines: [
      { of: 'provider', name: 'own', currency: 'EUR', micros: [1_500_000, 0, 100_000] },
      { of: 'kind', name: 'summarise', currency: 'EUR', micros: [1_500_000, 0, 0] },
      { of: 'kind', name: 'ask', currency: 'EUR', micros: [0, 0, 100_000] },
      { of: 'saved', name: 'summarise', currency: 'EUR', micros: [0, 420_000, 0] },
    ],
    ...changes,
  }
}
