export type ConfidenceWord = 'Looks right' | 'Worth checking' | 'Doubtful'

/** What a confidence from 0 to 1 asks of its reader, in the same words wherever one is shown. */
export function confidenceWord(score: number): ConfidenceWord {
  if (score >= 0.75) return 'Looks right'
  return score >= 0.5 ? 'Worth checking' : 'Doubtful'
}
