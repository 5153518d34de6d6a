/** A piece of text on a page of a PDF: where it begins (from the bottom left), how large it is set, how wide it is. */
export type TextPiece = { text: string; x: number; y: number; size: number; width: number }

/** A line as it is read: its pieces joined, with the place and the size of its beginning. */
export type TextLine = { text: string; x: number; y: number; size: number; right: number }

// Pieces whose baselines differ by less than this share of their size stand on one line (superscripts do not).
const SAME_LINE = 0.45
// A gap wider than this share of the size between two pieces was a space.
const SPACE = 0.16

/** The lines of a page in the order of its text, which is the order of reading in what word processors write. */
export function linesOf(pieces: readonly TextPiece[]): TextLine[] {
  const lines: TextLine[] = []
  for (const piece of pieces) {
    if (piece.text.trim() === '') continue
    const last = lines.at(-1)
    const onLast =
      last !== undefined &&
      Math.abs(last.y - piece.y) < SAME_LINE * Math.max(last.size, piece.size) &&
      piece.x >= last.right - piece.size
    if (onLast) {
      const gap =
        piece.x - last.right > SPACE * piece.size && !/\s$/.test(last.text) && !/^\s/.test(piece.text)
      last.text += gap ? ` ${piece.text}` : piece.text
      last.right = Math.max(last.right, piece.x + piece.width)
      last.size = Math.max(last.size, piece.size)
    } else lines.push({ ...piece, right: piece.x + piece.width })
  }
  return lines.map((line) => ({ ...line, text: line.text.replaceAll(/\s+/g, ' ').trim() }))
}

/**
 * The pages without lines that stand at the same height on most of them: running heads and page numbers. Says how many lines
 * were taken away. Below three pages nothing can be told to repeat.
 */
export function dropRunningLines(pages: readonly TextLine[][]): { pages: TextLine[][]; dropped: number } {
  if (pages.length < 3) return { pages: pages.map((page) => [...page]), dropped: 0 }
  const seen = new Map<string, Set<number>>()
  pages.forEach((page, number) => {
    for (const line of edgeLines(page)) {
      const key = runningKey(line)
      seen.set(key, (seen.get(key) ?? new Set()).add(number))
    }
  })
  let dropped = 0
  const kept = pages.map((page) => {
    const edges = new Set(edgeLines(page))
    return page.filter((line) => {
      const running = edges.has(line) && (seen.get(runningKey(line))?.size ?? 0) >= pages.length * 0.6
      if (running) dropped += 1
      return !running
    })
  })
  return { pages: kept, dropped }
}

/** The two topmost and the two lowest lines of a page. */
function edgeLines(page: readonly TextLine[]): TextLine[] {
  const byHeight = [...page].sort((a, b) => b.y - a.y)
  return byHeight.length <= 4 ? byHeight : [...byHeight.slice(0, 2), ...byHeight.slice(-2)]
}

/** Page numbers differ from page to page: figures are all alike here. */
function runningKey({ text, y }: TextLine): string {
  return `${Math.round(y / 3)} ${text.replaceAll(/\d+/g, '#')}`
}
