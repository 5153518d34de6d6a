import { COMPARED_A_DAY, type SimilarityReport } from '#server/contracts/similarity.ts'

/** What is told where no provider names an embeddings model. */
export function sampleSimilarity(changes: Partial<SimilarityReport> = {}): SimilarityReport {
  return {
    ...{ enabled: true, embedder: null, askedToday: 0, mostADay: COMPARED_A_DAY, missed: {}, kinds: [] },
    ...changes,
  }
}
