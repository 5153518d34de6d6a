/** White text on it needs 4.5 : 1 (WCAG AA) and a caret on a dark page 3 : 1; this relative luminance gives 4.8 and 3.6. */
const LUMINANCE = 0.17
const CHROMA = 0.15

type Rgb = readonly [red: number, green: number, blue: number]

/**
 * The colour of a person's cursor and of the ring around their face, as `#rrggbb`: the hue in degrees of OKLCH, as for the
 * face itself, made as light or dark as white text on it needs. Where a screen cannot show it so strong, it is made paler.
 */
export function presenceColour(hue: number): string {
  for (let chroma = CHROMA; ; chroma -= 0.01) {
    const rgb = atLuminance(hue, Math.max(0, chroma))
    if (chroma <= 0 || rgb.every((part) => part >= 0 && part <= 1)) return toHex(rgb)
  }
}

/** The linear RGB of this hue and chroma whose luminance is `LUMINANCE`; parts may lie outside 0 to 1. */
function atLuminance(hue: number, chroma: number): Rgb {
  let low = 0
  let high = 1
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2
    if (luminance(linearRgb(middle, chroma, hue)) < LUMINANCE) low = middle
    else high = middle
  }
  return linearRgb(low, chroma, hue)
}

/** OKLCH to linear sRGB, with the matrices of Björn Ottosson, "A perceptual color space for image processing" (2020). */
function linearRgb(lightness: number, chroma: number, hue: number): Rgb {
  const angle = (hue * Math.PI) / 180
  const a = chroma * Math.cos(angle)
  const b = chroma * Math.sin(angle)
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
}

/** Relative luminance as WCAG 2.2 defines it, of linear parts. */
function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The sRGB transfer curve; rounded down, so that the contrast does not fall below what was reckoned. */
function toHex(rgb: Rgb): string {
  const bytes = rgb.map((part) => {
    const clear = Math.min(1, Math.max(0, part))
    const encoded = clear <= 0.0031308 ? clear * 12.92 : 1.055 * clear ** (1 / 2.4) - 0.055
    return Math.floor(encoded * 255)
  })
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
