import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const CSS = readFileSync('app/globals.css', 'utf8')

/** The two halves of a colour, light and dark. */
function coloursOf(name: string): [light: string, dark: string] {
  const [, light, dark] = CSS.match(new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`)) ?? []
  if (!light || !dark) throw new Error(`--${name} is no pair of colours`)
  return [light, dark]
}

/** As WCAG 2.2 defines it. */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminanceOf(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('in the %s', (_, half) => {
  const colour = (name: string): string => coloursOf(name)[half]

  test.each(['paper', 'raised'])('the highlighted row of a list is told from the others on %s', (surface) => {
    expect(contrast(colour('hover'), colour(surface))).toBeGreaterThan(1.15)
  })

  test.each(['paper', 'raised', 'sunken', 'hover'])(
    'words and edges of controls can be read on %s',
    (surface) => {
      for (const words of ['ink', 'soft', 'muted', 'accent', 'danger', 'success', 'warning'])
        expect(contrast(colour(words), colour(surface)), words).toBeGreaterThanOrEqual(4.5)
      expect(contrast(colour('field'), colour(surface)), 'field').toBeGreaterThanOrEqual(3)
    },
  )
})
