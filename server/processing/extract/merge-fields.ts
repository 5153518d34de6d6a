import type { ResultOf } from '#server/contracts/processing.ts'
import type { ExtractedValue } from '#server/contracts/sorting-kinds.ts'
import type { ExtractRequest } from './read-model-fields.ts'

type Part = { part: { start: number; end: number }; result: ResultOf<'extract'> }
const BEST_FIRST = ['text', 'passage', 'none']
const LIST_MAX = 100

/**
 * One value for each field: the one that most speaks for, the first of equals; of a list all, each once. Where parts say
 * different things, and where a required field has nothing in any of them, that is said.
 */
export function mergeFields(
  parts: readonly Part[],
  { fields }: ExtractRequest,
): { result: ResultOf<'extract'>; notes: string[] } {
  const notes: string[] = []
  const merged = fields.map(({ name, type, required }) => {
    const all = distinct(
      parts.flatMap(({ part, result }) =>
        (result.fields.find((field) => field.name === name)?.values ?? []).map((value) =>
          moved(value, part.start),
        ),
      ),
    )
    if (required && all.length === 0) notes.push(`“${name}” is required, and no part of the text says it.`)
    if (type === 'list') return { name, type, values: all.slice(0, LIST_MAX) }
    const [best, ...others] = all.toSorted(
      (a, b) => BEST_FIRST.indexOf(a.evidence) - BEST_FIRST.indexOf(b.evidence),
    )
    if (others.length > 0)
      notes.push(
        `Parts of the text say different things for “${name}”: also ${others
          .slice(0, 5)
          .map(({ value }) => String(value))
          .join(', ')}.`,
      )
    return { name, type, values: best ? [best] : [] }
  })
  return { result: { kind: 'extract', fields: merged, source: '' }, notes }
}

function moved(value: ExtractedValue, by: number): ExtractedValue {
  const { place } = value
  return place ? { ...value, place: { start: place.start + by, end: place.end + by } } : value
}

function distinct(values: readonly ExtractedValue[]): ExtractedValue[] {
  const seen = new Map<string, ExtractedValue>()
  for (const value of values) {
    const key = String(value.value).toLowerCase()
    const known = seen.get(key)
    if (!known || BEST_FIRST.indexOf(value.evidence) < BEST_FIRST.indexOf(known.evidence))
      seen.set(key, value)
  }
  return [...seen.values()]
}
