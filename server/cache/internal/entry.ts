/** An entry as a process knows it. Times are milliseconds since the epoch. */
export type Entry<T> = {
  key: string
  workspaceId: string
  kind: string
  tags: readonly string[]
  value: T
  bytes: number
  /** Milliseconds that making the value took. */
  costMs: number
  madeAt: number
  /** Until then it answers. */
  expiresAt: number
  /** Until then it answers at once, as stale, and is made anew behind. */
  revalidateUntil: number
  /** Until then it answers, as stale, if making it anew fails. */
  staleUntil: number
}
