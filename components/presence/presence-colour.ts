/** Light on white text needs 4.5 : 1 (WCAG AA) and a caret on a dark page 3 : 1; this relative luminance gives 4.8 and 3.6. */
const LUMINANCE = 0.17
const SATURATION = 0.62

/**
 * The colour of a person's cursor and avatar, as `#rrggbb`: the hue from 0 to 359, made as light or dark as white text on it
 * needs, since equal lightness numbers are not equally light to the eye.
 */
export function presenceColour(hue: number): string {
  let low = 0
  let high = 1
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2
    if (luminance(toRgb(hue, middle)) < LUMINANCE) low = middle
    else high = middle
  }
  // The darker end: rounding to whole bytes must not take the contrast below its floor.
  const bytes = toRgb(hue, low).map((part) => Math.floor(part * 255))
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** HSL to RGB, each 0 to 1: CSS Color Module Level 4, section 7.1. */
function toRgb(hue: number, lightness: number): [number, number, number] {
  const reach = SATURATION * Math.min(lightness, 1 - lightness)
  const part = (offset: number) => {
    const place = (offset + (((hue % 360) + 360) % 360) / 30) % 12
    return lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1))
  }
  return [part(0), part(8), part(4)]
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(rgb: readonly [number, number, number]): number {
  const [red, green, blue] = rgb.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
