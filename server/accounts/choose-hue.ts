// A blue: what somebody alone gets.
const FIRST_HUE = 255

/**
 * A hue, 0 to 359, as far as can be from those taken: the middle of the widest gap on the circle. Two people have opposite
 * colours, four have quarters, and so on; nobody's colour ever changes for a newcomer.
 */
export function chooseHue(taken: readonly number[]): number {
  const hues = [...new Set(taken.map((hue) => ((hue % 360) + 360) % 360))].sort((a, b) => a - b)
  let best = { from: FIRST_HUE, gap: 0 }
  for (const [index, from] of hues.entries()) {
    const next = hues[index + 1] ?? (hues[0] ?? from) + 360
    if (next - from > best.gap) best = { from, gap: next - from }
  }
  return Math.floor(best.from + best.gap / 2) % 360
}
