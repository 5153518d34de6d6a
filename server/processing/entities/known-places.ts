const LETTERS = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index))
const lists = new Map<string, ReadonlySet<string>>()

/** True for a name of a country, in the language or in English, and of a large city, with or without its accents. */
export function isKnownPlace(name: string, language: string): boolean {
  return knownPlaces(language).has(folded(name))
}

/**
 * Names of places that the server knows without a list of its own: the countries of ISO 3166 in the language (CLDR, in every
 * Node), and the cities after which time zones are named (IANA), about 400.
 */
function knownPlaces(language: string): ReadonlySet<string> {
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
      if (name) places.add(folded(name))
    }
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const city = zone.split('/').at(-1)
    if (city && zone.includes('/') && !zone.startsWith('Etc/')) places.add(folded(city.replaceAll('_', ' ')))
  }
  lists.set(language, places)
  return places
}

function folded(name: string): string {
  return name.normalize('NFD').replaceAll(/\p{M}/gu, '')
}
