/** Levenshtein distance by characters over the length of the truth; line breaks count as spaces. */
export function characterErrorRate(read: string, truth: string): number {
  const a = Array.from(read.replaceAll(/\s+/g, ' ').trim())
  const b = Array.from(truth.replaceAll(/\s+/g, ' ').trim())
  let row = b.map((_, index) => index + 1)
  a.forEach((char, i) => {
    let diagonal = i
    let left = i + 1
    row = b.map((other, j) => {
      const above = row[j] ?? 0
      left = Math.min(above + 1, left + 1, diagonal + (char === other ? 0 : 1))
      diagonal = above
      return left
    })
  })
  return (row.at(-1) ?? a.length) / b.length
}
