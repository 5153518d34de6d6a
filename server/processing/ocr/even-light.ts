import type { GreyImage } from './find-skew.ts'

// Larger than the letters of a headline, smaller than a shadow.
const CELL = 48
// Paper is brighter than ink and noise scatters around it, so this share of a cell's pixels lies below its paper.
const PAPER_SHARE = 0.7

/**
 * Divides the light out of a photographed or scanned page: a shadow across it would otherwise be taken for ink wherever one
 * threshold serves the whole image. The paper's brightness is read in cells and interpolated between them.
 */
export function evenLight({ data, width, height }: GreyImage): GreyImage {
  const columns = Math.max(1, Math.round(width / CELL))
  const rows = Math.max(1, Math.round(height / CELL))
  const paper = paperOfCells({ data, width, height }, columns, rows)
  const even = new Uint8Array(data.length)
  for (let y = 0; y < height; y += 1) {
    const row = place(y, height, rows)
    for (let x = 0; x < width; x += 1) {
      const column = place(x, width, columns)
      const top = mix(paper, row.low * columns, column)
      const bottom = mix(paper, row.high * columns, column)
      const light = top + (bottom - top) * row.share
      even[y * width + x] = Math.min(255, ((data[y * width + x] ?? 0) * 255) / Math.max(16, light))
    }
  }
  return { data: even, width, height }
}

type Place = { low: number; high: number; share: number }

/** Between which two cell centres a pixel lies, and how far from the first to the second. */
function place(at: number, size: number, cells: number): Place {
  const exact = Math.max(0, Math.min(cells - 1, ((at + 0.5) * cells) / size - 0.5))
  const low = Math.floor(exact)
  return { low, high: Math.min(cells - 1, low + 1), share: exact - low }
}

function mix(paper: Float32Array, row: number, { low, high, share }: Place): number {
  const left = paper[row + low] ?? 255
  return left + ((paper[row + high] ?? 255) - left) * share
}

function paperOfCells({ data, width, height }: GreyImage, columns: number, rows: number): Float32Array {
  const cells = new Float32Array(columns * rows)
  const histogram = new Uint32Array(256)
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      histogram.fill(0)
      const right = Math.floor(((column + 1) * width) / columns)
      const bottom = Math.floor(((row + 1) * height) / rows)
      let count = 0
      for (let y = Math.floor((row * height) / rows); y < bottom; y += 1)
        for (let x = Math.floor((column * width) / columns); x < right; x += 1) {
          const level = data[y * width + x] ?? 255
          histogram[level] = (histogram[level] ?? 0) + 1
          count += 1
        }
      cells[row * columns + column] = levelBelow(histogram, count * PAPER_SHARE)
    }
  return cells
}

function levelBelow(histogram: Uint32Array, wanted: number): number {
  let seen = 0
  for (let level = 0; level < 256; level += 1) {
    seen += histogram[level] ?? 0
    if (seen >= wanted) return level
  }
  return 255
}
