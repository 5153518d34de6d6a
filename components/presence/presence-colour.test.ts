import { expect, test } from 'vitest'
import { presenceColour } from './presence-colour.ts'

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

test('every hue carries white text at AA and stands out as a caret on a dark page', () => {
  for (let hue = 0; hue < 360; hue++) {
    const colour = presenceColour(hue)
    expect(colour).toMatch(/^#[0-9a-f]{6}$/)
    expect(contrast(colour, '#ffffff'), `hue ${hue}`).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colour, '#191816'), `hue ${hue}`).toBeGreaterThanOrEqual(3)
  }
})
