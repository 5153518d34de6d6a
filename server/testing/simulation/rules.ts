/** The rules that every history is held to. */
export type Rule =
  | 'nothing uncommitted is shown'
  | 'saved is never ahead of committed'
  | 'what is acknowledged is in the end'
  | 'no effect twice'
  | 'the sequence is dense'
  | 'memory is the log'
  | 'peers are equal in the end'
  | 'who left is gone in the end'
  | 'who is there is seen in the end'
  | 'who may not write does not'
  | 'a client that behaves is not refused'
  | 'everybody is in step in the end'
  | 'nothing throws'

/** Who is told that a rule was broken. */
export interface Referee {
  fail(rule: Rule, detail: string): void
}
