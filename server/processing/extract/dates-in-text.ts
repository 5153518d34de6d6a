const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'tr', 'ar', 'hi'] as const
const MONTHS = monthNames()
const NAMES = [...MONTHS.keys()].toSorted((a, b) => b.length - a.length)
const MONTH = `(?<month>${NAMES.join('|')})(?![\\p{L}\\p{M}])[.\u0970]?`
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th|er|º|ª|\\.)?'
const YEAR = '(?<year>\\d{4})(?!\\d)'
const OF = "(?:\\s|,|-)*(?:(?:of|de|del|do|di|d')\\s+)?"
/** How people write a whole day; those with two numbers that could be day or month are looked at by `numericDay`. */
const FORMS = [
  new RegExp(`(?<!\\d)${DAY}${OF}${MONTH}${OF}${YEAR}`, 'giu'),
  new RegExp(`(?<![\\p{L}\\p{M}])${MONTH}\\s*${DAY}(?:\\s*,)?\\s+${YEAR}`, 'giu'),
  new RegExp(`(?<!\\d)${YEAR}[\\s,-]*${MONTH}[\\s-]*${DAY}(?!\\d)`, 'giu'),
  /(?<![\d.])(?<year>\d{4})([-/.])(?<number>\d{1,2})\2(?<day>\d{1,2})(?!\d)/gu,
  /(?<!\d)(?<year>\d{4})\s*[年년]\s*(?<number>\d{1,2})\s*[月월]\s*(?<day>\d{1,2})\s*[日일]/gu,
  /(?<![\d.])(?<day>\d{1,2})\.\s?(?<number>\d{1,2})\.\s?(?<year>\d{4})(?!\d)/gu,
]
const EITHER_WAY = /(?<![\d/-])(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?!\d)/gu

/**
 * The whole days that stand in a text, as 2026-03-12, in the languages that are tested. Two numbers that could each be the month, such
 * as 03/04/2026, are no day here: which it is the text does not say.
 */
export function datesIn(text: string): Set<string> {
  const plain = text.normalize('NFKC').replace(/\p{Nd}/gu, asciiDigit)
  const found = new Set<string>()
  const add = (year: string, month: number, day: string): void => {
    if (month >= 1 && month <= 12 && Number(day) >= 1 && Number(day) <= 31)
      found.add(`${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`)
  }
  for (const form of FORMS)
    for (const { groups = {} } of plain.matchAll(form)) {
      const { year = '', month, number, day = '' } = groups
      add(year, number === undefined ? (MONTHS.get(nameKey(month ?? '')) ?? 0) : Number(number), day)
    }
  for (const [, one = '', , other = '', year = ''] of plain.matchAll(EITHER_WAY)) {
    if (Number(one) > 12 || one === other) add(year, Number(other), one)
    else if (Number(other) > 12) add(year, Number(one), other)
  }
  return found
}

function asciiDigit(digit: string): string {
  for (const zero of [0x30, 0x660, 0x6f0, 0x966]) {
    const value = (digit.codePointAt(0) ?? 0) - zero
    if (value >= 0 && value <= 9) return String(value)
  }
  return digit
}

function nameKey(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{M}]+$/u, '')
}

/** Full and short names, as they stand alone and beside a day; one that two languages use for different months is left out. */
function monthNames(): Map<string, number> {
  const months = new Map<string, number>()
  for (const language of LANGUAGES)
    for (const style of ['long', 'short'] as const)
      for (const day of [undefined, 'numeric'] as const) {
        const format = new Intl.DateTimeFormat(language, {
          month: style,
          timeZone: 'UTC',
          ...(day && { day }),
        })
        for (let month = 1; month <= 12; month += 1) {
          const parts = format.formatToParts(new Date(Date.UTC(2026, month - 1, 3)))
          const name = nameKey(parts.find(({ type }) => type === 'month')?.value.normalize('NFKC') ?? '')
          if (!/\p{L}{3}/u.test(name) && !/[\p{Script=Arabic}\p{Script=Devanagari}]{2}/u.test(name)) continue
          months.set(name, months.has(name) && months.get(name) !== month ? 0 : month)
        }
      }
  return new Map([...months].filter(([, month]) => month > 0))
}
