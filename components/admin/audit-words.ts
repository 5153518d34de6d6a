/** An act's name as people read it: `task-kind.paused` is "Task kind paused". */
export function actWords(action: string): string {
  const words = action.replaceAll(/[.-]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/

/** What an act's record adds, in one line. Ids say nothing to people and are left out. */
export function detailWords(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && !(typeof value === 'string' && UUID.test(value)))
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ')
}
