import type { PendingResult } from '#server/contracts/pending-results.ts'
import type { ToldResult } from './use-told-result.ts'

/** Why a pending result is not shown as what it says of itself; undefined where the server has verified it. */
export function toldDoubt({ sourceId, text }: PendingResult, writer: 'job' | 'agent'): string | undefined {
  if (sourceId === null) return `its ${writer} wrote nothing for this page`
  if (text === 'foreign') return `its ${writer} wrote other words`
  return text === 'unknown' ? 'there is nothing to compare its words with' : undefined
}

/** What is said in place of facts while there is no answer about the words as they are now. */
export function toldWords(told: ToldResult): string | null {
  if (told.state === 'unreadable') return 'Its words could not be compared'
  return told.state === 'told' ? 'Its words are being compared' : null
}

export function NotVerified({ why }: { why: string }) {
  return <span className="text-warning">Not verified: {why}</span>
}
