import { counted } from './number-words.ts'

const MICROS = 1_000_000
/** What one can type as a price: digits, with a point or a comma, at most six places. */
const PRICE = /^\d{1,6}(?:[.,]\d{1,6})?$/

/** "$0.42", "€1,204.00"; of less than a cent as many places as say something. */
export function moneyWords({ micros, currency }: { micros: number; currency: string }): string {
  const units = micros / MICROS
  const small = micros > 0 && units < 0.01
  return units.toLocaleString('en', {
    ...{ style: 'currency', currency },
    ...(small ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  })
}

/** "$0.42 and €1.00", with what nobody knows the price of; "nothing" only where nothing was asked. */
export function costWords(costs: readonly { micros: number; currency: string }[], unpriced: number): string {
  const known = costs.map(moneyWords).join(' and ')
  if (unpriced === 0) return known === '' ? 'nothing charged' : known
  const unknown = `${counted(unpriced, 'answer')} of unknown price`
  return known === '' ? unknown : `${known} and ${unknown}`
}

/** A price as it is typed, in millionths; null for nothing, undefined for what is no price. */
export function readPrice(typed: string): number | null | undefined {
  const text = typed.trim()
  if (text === '') return null
  return PRICE.test(text) ? Math.round(Number(text.replace(',', '.')) * MICROS) : undefined
}

/** A price as it stands in its field. */
export function priceText(micros: number): string {
  return String(micros / MICROS)
}
