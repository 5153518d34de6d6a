/** What a Range header asks of a file: the whole, one inclusive part, or something that cannot be given. */
export type RangeAnswer =
  | { kind: 'whole' }
  | { kind: 'part'; start: number; end: number }
  | { kind: 'unsatisfiable' }

/**
 * Reads a Range header (RFC 9110). Units other than bytes are ignored. Several ranges at once are refused: nothing that we
 * serve needs them, and ten thousand of them are an attack.
 */
export function parseByteRange(header: string | null, size: number): RangeAnswer {
  if (header === null || !/^bytes=/i.test(header)) return { kind: 'whole' }
  const match = /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header)
  const [first = '', last = ''] = match ? match.slice(1) : []
  if (!match || (first === '' && last === '')) return { kind: 'unsatisfiable' }
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start > end ? { kind: 'unsatisfiable' } : { kind: 'part', start, end }
}
