/** The id of the nth thing of a kind that is named by three hexadecimal digits: short to read, and alike in every run. */
export function idOf(kind: string, n: number): string {
  return `00000${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`
}
