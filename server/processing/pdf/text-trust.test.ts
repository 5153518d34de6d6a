import { expect, test } from 'vitest'
import { textTrust, unmapped, unmappedShare } from './text-trust.ts'

const lines = (...texts: string[]) => texts.map((text, y) => ({ text, x: 0, y, size: 10, right: 100 }))

test.each([
  ['English', 'The committee met on Tuesday, 14 May 2026, at half past nine (in the old customs house).'],
  ['German', 'Die Vorsitzende begrüßte Frau Okafor-Lindqvist; „Bücher“ führt sie ab dem 1. Juni 2026.'],
  ['Spanish', '¿Cuánto cuesta? Son 84.300 € por la reparación, ¡sin garantía! Véase también el anexo n.º 3.'],
  ['Russian', 'Заседание комитета состоялось во вторник, в половине десятого утра, в старой таможне.'],
  ['a table of figures', '12.50 € 1,024 99% –3.5 2026-11-23 14:30 7 8 9 10 11/12 +4 −2 3.141 2.718 100 kg'],
])('%s is trusted', (_, text) => {
  expect(textTrust(lines(text))).toBeGreaterThan(0.85)
})

test.each([
  ['marks and strokes', '~^ |.,_ 1l;I |! ;:#§%& 4lI| ]f{ //\\\\ ~~ rn.,:; |_| l1I!| ?}{ (/&% $§" °^'],
  ['letters and signs mixed', 'Th3 c0mm1tt€e m€t 0n Tue$d@y a+ h@lf p@st n1ne 1n th€ 0ld cu$t0ms h0use'],
  ['capitals inside words', 'tHecOmmIttEe mEtoNtUesDay aThalFpaSt niNeinThe oLdCuStOmS hOuSe oFtHe hArBouR'],
])('%s are not', (_, text) => {
  expect(textTrust(lines(text))).toBeLessThan(0.5)
})

test('what is too short to tell is trusted, and so is a page without text', () => {
  expect(textTrust(lines('~~ ## ~~'))).toBe(1)
  expect(textTrust([])).toBe(1)
  expect(unmappedShare([])).toBe(0)
})

test('characters that no font maps to a letter are counted', () => {
  const text = lines('\ufffd\ufffdab', '\ue001bcd')
  expect(unmapped(text)).toBe(3)
  expect(unmappedShare(text)).toBe(3 / 8)
})
