import { createRequire } from 'node:module'
import { z } from 'zod'

const require = createRequire(import.meta.url)
let lists: Record<string, string[]> | undefined
const sets = new Map<string, ReadonlySet<string>>()

/** The function words of a language (stopwords-iso, 58 languages); empty for others. Words are lower case. */
export function stopWords(language: string): ReadonlySet<string> {
  const known = sets.get(language)
  if (known) return known
  lists ??= z.record(z.string(), z.array(z.string())).parse(require('stopwords-iso'))
  const set = new Set(lists[language] ?? [])
  sets.set(language, set)
  return set
}
