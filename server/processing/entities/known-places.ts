const LETTERS = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index))
const lists = new Map<string, ReadonlySet<string>>()

/**
 * Names of places that the server knows without a list of its own: the countries of ISO 3166 in the language (CLDR, in every
 * Node), and the cities after which time zones are named (IANA), about 400.
 */
export function knownPlaces(language: string): ReadonlySet<string> {
  const known = lists.get(language)
  if (known) return known
  const places = new Set<string>([
    'US',
    'USA',
    'UK',
    'U.S.',
    'U.K.',
    'EU',
    'Europe',
    'Africa',
    'Asia',
    'Antarctica',
  ])
  const regions = new Intl.DisplayNames([language, 'en'], { type: 'region', fallback: 'none' })
  for (const first of LETTERS)
    for (const second of LETTERS) {
      const name = regions.of(`${first}${second}`)
      if (name) places.add(name)
    }
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const city = zone.split('/').at(-1)
    if (city && zone.includes('/') && !zone.startsWith('Etc/')) places.add(city.replaceAll('_', ' '))
  }
  lists.set(language, places)
  return places
}
