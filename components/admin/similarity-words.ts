import {
  SIMILARITY_THRESHOLD,
  type SimilarityOfKind,
  type SimilarityReport,
  type WouldBeHits,
} from '#server/contracts/similarity.ts'
import { counted } from '../number-words.ts'

const percent = (share: number): number => Math.round(share * 100)

/** "14 would-be hits, 3 wrong, 21 % (8–48 %)", or that there were none among so many pairs. */
export function hitsWords({ hits, wrong, wrongRate }: WouldBeHits): string {
  if (!wrongRate) return 'no would-be hit'
  const { rate, low, high } = wrongRate
  return `${counted(hits, 'would-be hit')}, ${wrong.toLocaleString('en')} wrong, ${percent(rate)} % (${percent(low)}–${percent(high)} %)`
}

/** What likeness would have done for a kind; it is never used, and the line says so. */
export function shadowWords({ pairs, at }: SimilarityOfKind): string {
  const usual = at.find(({ threshold }) => threshold === SIMILARITY_THRESHOLD)
  const measured = usual ? hitsWords(usual) : 'no would-be hit'
  return `Similar wording, in shadow: ${measured} among ${counted(pairs, 'pair')}; not used`
}

const MISSED: Record<string, string> = {
  unreachable: 'the server could not be reached',
  'too-slow': 'the server took too long',
  refused: 'the server refused',
  unreadable: 'what came was no embedding',
  resting: 'it rested after failures',
  'too-many': 'too many came at once',
  'off-or-spent': 'it was switched off, or the day’s were spent',
  failed: 'of a fault of this server',
}

/** Why instructions of the last day were not compared; null where all were. */
export function missedWords({ missed }: Pick<SimilarityReport, 'missed'>): string | null {
  const reasons = Object.entries(missed).filter(([, count]) => count > 0)
  if (reasons.length === 0) return null
  const parts = reasons.map(([why, count]) => `${count.toLocaleString('en')} because ${MISSED[why] ?? why}`)
  return `Not compared in 24 hours: ${parts.join(', ')}.`
}
