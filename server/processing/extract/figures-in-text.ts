/** A number that stands in a text, with its sign and the word of magnitude behind it counted in. */
export type Figure = { value: number; start: number; end: number }
/** Which sign stands before the decimals; undefined where a text does not show it, or shows both. */
type DecimalSign = '.' | ',' | undefined

const SPACES = ' \u00a0\u202f'
// Letters directly before digits make a name of both, as in COVID-19; scripts without spaces set them there all the same.
const SPACED = '\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}'
// Digits with what may stand between them; what the signs between them mean is looked at afterwards.
const NUMBER = new RegExp(
  `(?<![${SPACED}\\p{Nd}.,]|[${SPACED}]-)(\\p{Nd}{1,3}(?:[${SPACES}]\\p{Nd}{3})+(?!\\p{Nd})(?:[.,]\\p{Nd}+)?|\\p{Nd}+(?:[.,'’٫٬]\\p{Nd}+)*)`,
  'gu',
)
const SIGN =
  /(?<![\p{L}\p{Nd}])[-−–](?:\s?\p{Sc}\s?)?$|(?:^|\s)(?:minus|moins|menos|meno|min|eksi|负|負|マイナス)\s$/u
const MONEY_BEFORE = /\p{Sc}\s?$/u

/** Words of magnitude, in the languages that are tested. "Billion" differs between them: German has more than one form for it. */
const MAGNITUDES: readonly (readonly [words: string, times: number])[] = [
  ['thousand|tausend|tsd|mille|mil|mila|duizend|tysiąc|tysiące|tysięcy|tys|bin|千|ألف|آلاف|हज़ार|हजार', 1e3],
  ['lakh|लाख', 1e5],
  ['万|萬', 1e4],
  [
    'million|millions|millionen|mio|mn|mln|millón|millones|milione|milioni|milhão|milhões|miljoen|milion|miliony|milionów|milyon|مليون|ملايين',
    1e6,
  ],
  ['crore|करोड़', 1e7],
  ['亿|億', 1e8],
  [
    'billion|billions|bn|milliarde|milliarden|mrd|milliard|milliards|mil millones|miliardo|miliardi|bilhão|bilhões|miljard|miliard|miliardy|miliardów|mld|milyar|مليار|مليارات',
    1e9,
  ],
  ['trillion|trillions|billionen|兆', 1e12],
]
const WORDS = new Map(
  MAGNITUDES.flatMap(([words, times]) => words.split('|').map((word) => [word, times] as const)),
)
const MAGNITUDE = new RegExp(
  `^(?:[${SPACES}-]?(${[...WORDS.keys()].toSorted((a, b) => b.length - a.length).join('|')})\\.?(?![\\p{Script=Latin}\\p{Script=Arabic}\\p{Script=Devanagari}\\p{M}])|([kK])(?![\\p{L}\\p{N}])|(m)(?![\\p{L}\\p{N}]))`,
  'iu',
)

/**
 * The numbers of a text as what they say: "3.5 million" is 3,500,000, "1.250,50" is 1250.5, "-10" is not 10. One whose signs can be
 * read in two ways, such as 1.250 in a text that does not show which sign stands before its decimals, is not among them.
 */
export function figuresIn(text: string): Figure[] {
  const decimal = decimalSignOf(text)
  return Array.from(text.matchAll(NUMBER)).flatMap(({ 0: written, index: start }) => {
    const plain = plainValue(digitsOf(written), decimal)
    if (plain === undefined) return []
    const behind = start + written.length
    const before = text.slice(Math.max(0, start - 12), start)
    const scale = scaleAt(text.slice(behind, behind + 24), MONEY_BEFORE.test(before))
    const value = plain * scale.times * (SIGN.test(before) ? -1 : 1)
    return [{ value, start, end: behind + scale.length }]
  })
}

/** Whether two numbers are the same one: what is multiplied may differ in the last place that is kept. */
export function sameNumber(one: number, other: number): boolean {
  return one === other || Math.abs(one - other) < 1e-9 * Math.max(Math.abs(one), Math.abs(other))
}

function scaleAt(text: string, isMoney: boolean): { times: number; length: number } {
  const found = MAGNITUDE.exec(text)
  const [all = '', word, k, m] = found ?? []
  if (word) return { times: WORDS.get(word.toLowerCase()) ?? 1, length: all.length }
  if (k) return { times: 1e3, length: all.length }
  // Of anything but money it is as likely metres.
  if (m && isMoney) return { times: 1e6, length: all.length }
  return { times: 1, length: 0 }
}

/** Digits of any script as those of ASCII, and one sign for each use: "'" between thousands. */
function digitsOf(written: string): string {
  return written
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
    .replace(new RegExp(`[${SPACES}’٬]`, 'g'), "'")
    .replace(/٫/g, '.')
}

/** Unicode has the ten digits of a script in a row, from a zero whose code ends in 0 or 6. */
function digitValue(digit: string): number {
  let code = digit.codePointAt(0) ?? 0
  for (let value = 0; value <= 9; value += 1) {
    code -= 1
    if (!/\p{Nd}/u.test(String.fromCodePoint(code))) return value
  }
  return 9
}

function plainValue(number: string, decimal: DecimalSign): number | undefined {
  const signs = number.replace(/\d/g, '')
  if (signs === '') return Number(number)
  const last = signs.at(-1) ?? ''
  const [whole = '', rest = ''] = splitAtLast(number, last)
  const thousands = new Set(signs.slice(0, -1))
  // Two kinds of sign: the last one stands before the decimals.
  if (thousands.size === 1 && !thousands.has(last) && last !== "'")
    return isGrouped(whole) ? Number(`${whole.replace(/\D/g, '')}.${rest}`) : undefined
  if (thousands.size > 1) return undefined
  if (signs.length > 1 || last === "'")
    return isGrouped(number) ? Number(number.replace(/\D/g, '')) : undefined
  if (rest.length !== 3 || whole.length > 3 || whole === '0') return Number(`${whole}.${rest}`)
  if (decimal === undefined && last === '.') return undefined
  return last === decimal ? Number(`${whole}.${rest}`) : Number(whole + rest)
}

function splitAtLast(number: string, sign: string): [string, string] {
  const at = number.lastIndexOf(sign)
  return [number.slice(0, at), number.slice(at + 1)]
}

/** Groups of three, or of two before the last one as in India. A date or a version is none of them. */
function isGrouped(number: string): boolean {
  return /^\d{1,3}(?:([.,'])\d{3})(?:\1\d{3})*$|^\d{1,2}(?:,\d{2})+,\d{3}$/.test(number)
}

function decimalSignOf(text: string): DecimalSign {
  const shown = new Set<string>()
  for (const [written] of text.matchAll(NUMBER)) {
    const number = digitsOf(written)
    const alone = /^\d+([.,])(\d+)$/.exec(number)
    if (alone?.[1] && (alone[2]?.length ?? 3) !== 3) shown.add(alone[1])
    const mixed = /([.,'])\d{3}([.,])\d+$/.exec(number)
    if (mixed?.[2] && mixed[1] !== mixed[2]) shown.add(mixed[2])
    const grouped = /^\d{1,3}([.,])\d{3}\1\d{3}/.exec(number)
    if (grouped) shown.add(grouped[1] === '.' ? ',' : '.')
  }
  const [only] = shown
  return shown.size === 1 && (only === '.' || only === ',') ? only : undefined
}
