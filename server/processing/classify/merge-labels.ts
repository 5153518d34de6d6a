import type { ResultOf } from '#server/contracts/processing.ts'

type Part = { part: { start: number; end: number }; result: ResultOf<'classify'> }

/**
 * One set of labels for the whole text: each weighs as much text as it was given to. Of several labels those stay that fit a
 * third of the text or more; of one, the heaviest, and none where more of the text has no label at all. The parts are readings of
 * different text, so they confirm nothing.
 */
export function mergeLabels(
  parts: readonly Part[],
  given: readonly string[],
  several: boolean,
): ResultOf<'classify'> {
  const weights = new Map<string, number>()
  const total = parts.reduce((sum, { part }) => sum + part.end - part.start, 0)
  for (const { part, result } of parts)
    for (const { label } of result.labels)
      weights.set(label, (weights.get(label) ?? 0) + part.end - part.start)
  const best = [...weights].toSorted(([, a], [, b]) => b - a)
  const unlabelled = parts.reduce(
    (sum, { part, result }) => sum + (result.labels.length > 0 ? 0 : part.end - part.start),
    0,
  )
  const chosen = several
    ? best.filter(([, weight]) => weight >= total / 3)
    : best.slice(0, 1).filter(([, weight]) => weight >= unlabelled)
  const agreements = parts.flatMap(({ result }) => result.agreement ?? [])
  return {
    kind: 'classify',
    labels: chosen.map(([label]) => quoted(parts, label)),
    given: [...given],
    agreement: agreements.length === 0 ? null : Math.min(...agreements),
  }
}

function quoted(parts: readonly Part[], label: string): ResultOf<'classify'>['labels'][number] {
  for (const { part, result } of parts) {
    const found = result.labels.find((one) => one.label === label && one.place !== null)
    if (found?.place)
      return { ...found, place: { start: found.place.start + part.start, end: found.place.end + part.start } }
  }
  return { label, quote: null, place: null }
}
