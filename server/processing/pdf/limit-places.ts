import { type ScanWord, SURE_WORD } from '#server/contracts/scan-reading.ts'

// A place takes about a hundred bytes, and the result of a job may have 8 MiB.
const PLACES_MAX = 40_000

/**
 * The words of scanned pages whose places are kept: all, as a rule. Of newspapers page upon page, which a result could not hold, those
 * that a person has to check come first, then the others, each in the order of the pages. `cut` says that places are missing.
 */
export function limitPlaces<Page extends { words: readonly ScanWord[] }>(
  pages: readonly Page[],
  most = PLACES_MAX,
): { pages: (Page & { words: ScanWord[] })[]; cut: boolean } {
  const all = pages.flatMap(({ words }) => words)
  const doubts = all.filter(isDoubtful).length
  const room = { doubtful: most, sure: Math.max(0, most - doubts) }
  const isKept = (word: ScanWord): boolean => {
    const kind = isDoubtful(word) ? 'doubtful' : 'sure'
    room[kind] -= 1
    return room[kind] >= 0
  }
  return {
    pages: pages.map((page) => ({ ...page, words: page.words.filter(isKept) })),
    cut: all.length > most,
  }
}

function isDoubtful({ confidence }: ScanWord): boolean {
  return confidence < SURE_WORD
}
