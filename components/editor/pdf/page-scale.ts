const HEIGHT_MAX = 4_096
const PIXELS_MAX = 8_000_000

/**
 * How much larger than its own points a page is drawn so that it is `width` pixels wide. Never so large that a page of a hostile
 * size (a line of ten metres) takes more memory than a screen would.
 */
export function pageScale(page: { width: number; height: number }, width: number): number {
  const { width: w, height: h } = page
  if (!(w > 0 && h > 0)) return 0
  return Math.min(width / w, HEIGHT_MAX / h, Math.sqrt(PIXELS_MAX / (w * h)))
}
