/** Five chapters that a provider taking 1,000 characters is given one by one; each tells of a place of its own. */
export const PLACES = ['Varnholt', 'Brekke', 'Kelp Island', 'Solund', 'Aurdal'] as const

const chapters = PLACES.map((place, index) => {
  const year = 1971 + index
  const sentences = [
    `The council of ${place} decided on Tuesday that the old power station will close two years earlier than planned.`,
    `The station of ${place} opened in ${year} and supplies about ${18 + index} percent of the electricity of the region.`,
    `Heat pumps that draw warmth from the harbour of ${place} will replace it and cost ${210 + index} million crowns.`,
    `Union leaders asked for guarantees for the ${230 + index} workers, and the operator promised that nobody will be dismissed.`,
    `Environmental groups welcomed the vote, but pointed out that the coal terminal of ${place} stays open for exports.`,
    `A decision about the terminal is expected next year, after a hearing in which everybody in ${place} may speak.`,
    `The opposition criticised the schedule and warned that the costs of heating could rise for many households.`,
  ]
  return sentences.join(' ')
})

/** The chapters with an empty line between them. */
export const LONG_TEXT = chapters.join('\n\n')

/** A summary of a chapter that holds every check, for the words of a request that is about it. */
export function chapterSummary(words: string): string {
  const index = PLACES.findIndex((place) => words.includes(`council of ${place}`))
  const place = PLACES[index] ?? PLACES[0]
  return `The council of ${place} decided that the old power station will close two years earlier than planned. Heat pumps that draw warmth from the harbour of ${place} will replace it.`
}
