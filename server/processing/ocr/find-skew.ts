/** Grey pixels, one byte each, row by row. */
export type GreyImage = { data: Uint8Array; width: number; height: number }

const RANGE = 15
const COARSE = 1
const FINE = 0.1
// Enough ink to see the lines of a page; more only costs time.
const MOST_POINTS = 30_000

export type Skew = {
  /** Degrees by which the lines fall to the right; turning by the opposite levels them. */
  degrees: number
  /** How sharply lines stand apart at that angle; to compare with that of the image turned by 90 degrees. */
  sharpness: number
}

/**
 * The tilt of text lines within 15 degrees, by projection profiles (Postl 1986): along the right angle, rows of ink and rows of
 * paper alternate sharply, so the squared differences of neighbouring rows are greatest.
 * @param across measures lines that run from top to bottom instead
 */
export function findSkew(image: GreyImage, across = false): Skew {
  const points = inkPoints(image)
  if (points.x.length < 50) return { degrees: 0, sharpness: 0 }
  const [along, over] = across ? [points.y, points.x] : [points.x, points.y]
  let best = sweep(along, over, -RANGE, RANGE, COARSE)
  best = sweep(along, over, best.degrees - COARSE, best.degrees + COARSE, FINE)
  return across ? { ...best, degrees: -best.degrees } : best
}

function sweep(along: Float32Array, over: Float32Array, from: number, to: number, step: number): Skew {
  let best: Skew = { degrees: 0, sharpness: -1 }
  for (let index = 0; from + index * step <= to + 1e-9; index += 1) {
    const degrees = from + index * step
    const sharpness = profileSharpness(along, over, degrees)
    if (sharpness > best.sharpness) best = { degrees, sharpness }
  }
  return best
}

function profileSharpness(along: Float32Array, over: Float32Array, degrees: number): number {
  const radians = (degrees * Math.PI) / 180
  const sine = Math.sin(radians)
  const cosine = Math.cos(radians)
  const rows = new Map<number, number>()
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let index = 0; index < along.length; index += 1) {
    const row = Math.round((over[index] ?? 0) * cosine - (along[index] ?? 0) * sine)
    rows.set(row, (rows.get(row) ?? 0) + 1)
    if (row < low) low = row
    if (row > high) high = row
  }
  let sum = 0
  for (let row = low; row <= high + 1; row += 1) sum += ((rows.get(row) ?? 0) - (rows.get(row - 1) ?? 0)) ** 2
  return sum / along.length
}

/** Where the dark pixels are, by Otsu's threshold, thinned evenly to a bounded number. */
function inkPoints({ data, width, height }: GreyImage): { x: Float32Array; y: Float32Array } {
  const limit = otsuThreshold(data)
  let dark = 0
  for (const value of data) if (value < limit) dark += 1
  const every = Math.max(1, Math.ceil(dark / MOST_POINTS))
  const x = new Float32Array(Math.ceil(dark / every))
  const y = new Float32Array(x.length)
  let seen = 0
  let kept = 0
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      if ((data[row * width + column] ?? 255) >= limit) continue
      if (seen % every === 0 && kept < x.length) {
        x[kept] = column
        y[kept] = row
        kept += 1
      }
      seen += 1
    }
  return { x: x.subarray(0, kept), y: y.subarray(0, kept) }
}

/** The grey level that parts ink from paper best: least variance inside both (Otsu 1979). */
export function otsuThreshold(data: Uint8Array): number {
  const histogram = new Float64Array(256)
  for (const value of data) histogram[value] = (histogram[value] ?? 0) + 1
  let total = 0
  for (let level = 0; level < 256; level += 1) total += level * (histogram[level] ?? 0)
  let below = 0
  let belowSum = 0
  let best = 128
  let bestVariance = -1
  for (let level = 0; level < 255; level += 1) {
    below += histogram[level] ?? 0
    belowSum += level * (histogram[level] ?? 0)
    const above = data.length - below
    if (below === 0 || above === 0) continue
    const variance = below * above * (belowSum / below - (total - belowSum) / above) ** 2
    if (variance > bestVariance) {
      bestVariance = variance
      best = level + 1
    }
  }
  return best
}
