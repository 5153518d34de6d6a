/** What is known about a page's own changes: the outbox counts them, the provider knows the connection. */
export type SavedFacts = {
  /** Changes made here that the server has not acknowledged as committed. */
  unsaved: number
  /** True when each of them is held by a completed IndexedDB transaction. */
  stored: boolean
  /** True when this browser refused to store one. */
  storageFailed: boolean
  /** When the oldest of them was made, in milliseconds since 1970; null when there is none. */
  oldestAt: number | null
  connection: 'connecting' | 'connected' | 'offline'
}

export type SavedWord = 'saved' | 'saving' | 'on-this-device' | 'not-saved'

export type SavedState = { word: SavedWord; danger: boolean }

/** After this many milliseconds without an acknowledgement the writer is told: promise P4. */
export const ACKNOWLEDGEMENT_DUE_MS = 2_000

const SAVED: SavedState = { word: 'saved', danger: false }

/**
 * The truth about a page in one word. *Saved*: all is committed in the database. *Saving*: all was sent less than two seconds
 * ago. *On this device*: not committed, but a completed IndexedDB transaction holds it. *Not saved*: neither is true.
 */
export function savedState(facts: SavedFacts, now: number): SavedState {
  if (facts.unsaved === 0) return SAVED
  const overdue = facts.oldestAt !== null && now - facts.oldestAt >= ACKNOWLEDGEMENT_DUE_MS
  if (facts.connection === 'connected' && !overdue) return { word: 'saving', danger: false }
  if (facts.stored) return { word: 'on-this-device', danger: overdue || facts.connection === 'offline' }
  return { word: 'not-saved', danger: true }
}

/** Milliseconds until the state changes by the passing of time alone; null when it does not. */
export function nextChangeIn(facts: SavedFacts, now: number): number | null {
  if (facts.unsaved === 0 || facts.oldestAt === null) return null
  const left = facts.oldestAt + ACKNOWLEDGEMENT_DUE_MS - now
  return left > 0 ? left : null
}

/** How long a word that is better than the one on show must hold before it takes its place: a word a key press is no reading. */
export const CALM_MS = 400
/** A write to this device takes a few milliseconds; being without it is told when it lasts longer than that. */
export const WRITE_GRACE_MS = 250

const RANK: Record<SavedWord, number> = { saved: 0, saving: 1, 'on-this-device': 2, 'not-saved': 3 }

/**
 * Milliseconds to wait before `next` replaces `shown`. What is worse shows at once and what is better shows late, so the word
 * on show never promises more than is true - but for the grace in which a key press is being written to this device.
 */
export function delayBeforeShowing(shown: SavedState, next: SavedState, storageFailed: boolean): number {
  if (next.word === 'not-saved') return storageFailed ? 0 : WRITE_GRACE_MS
  return RANK[next.word] < RANK[shown.word] ? CALM_MS : 0
}

/** The answer to Ctrl+S and the text for screen readers: a whole sentence, so nobody has to guess what a word means. */
export function explainSaved(state: SavedState, facts: Pick<SavedFacts, 'unsaved' | 'connection'>): string {
  const changes = facts.unsaved === 1 ? 'one change' : `${facts.unsaved} changes`
  const is = facts.unsaved === 1 ? 'is' : 'are'
  switch (state.word) {
    case 'saved':
      return facts.connection === 'connected'
        ? 'Saved: every change is in the database.'
        : 'Saved: every change of yours is in the database. There is no connection at the moment.'
    case 'saving':
      return `Saving: ${changes} ${is} sent and not yet confirmed by the server.`
    case 'on-this-device':
      return `On this device: ${changes} ${is} kept here only, and sent as soon as the server answers.`
    case 'not-saved':
      return `Not saved: ${changes} ${is} only in this tab. Keep it open, or copy your text.`
  }
}
