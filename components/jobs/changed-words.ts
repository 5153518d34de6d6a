import type { TaskSource } from '#server/contracts/task-sources.ts'
import { untitled } from '../documents/untitled.ts'

/**
 * Which of the pages that a job read are others by now, in a sentence; undefined when none is.
 * @param here the page that the sentence stands in
 */
export function changedWords(sources: readonly TaskSource[], here?: string | null): string | undefined {
  const changed = sources.filter((source) => source.changed)
  if (changed.length === 0) return undefined
  const [only] = sources.length === 1 ? changed : []
  if (only) {
    const name = only.documentId === here ? 'This page' : `“${untitled(only.title)}”`
    return `${name} has changed since it was read.`
  }
  const names = changed.map(({ documentId, title }) =>
    documentId === here ? 'this page' : `“${untitled(title)}”`,
  )
  return `Changed since they were read: ${names.join(', ')}.`
}
