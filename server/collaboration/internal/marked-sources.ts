import type { ParsedUpdate } from './parse-update.ts'

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The jobs and contributions that an update marks words, pictures or code as coming from, each once. */
export function markedSources({ items }: Pick<ParsedUpdate, 'items'>): string[] {
  const found = new Set<string>()
  for (const { key, content } of items) {
    if (content.kind === 'format' && content.mark === 'provenance') add(found, taskOf(content.value))
    // What overwrites an attribute does not say of which name it is.
    if (content.kind === 'values' && (key === undefined || key === 'fromTask'))
      for (const value of content.values) add(found, value)
  }
  return [...found]
}

function add(found: Set<string>, id: unknown): void {
  if (typeof id === 'string' && ID.test(id)) found.add(id)
}

function taskOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'taskId' in value ? value.taskId : undefined
}
