/**
 * A text that two values share exactly when they say the same: names of fields are sorted, and those that are undefined count
 * as absent. For arguments of reads: plain objects, lists, texts, numbers, booleans, null and dates. Throws `TypeError` for
 * anything else (a function, a Map, NaN), which JSON would turn into something that other values share, and for cycles.
 */
export function stableText(value: unknown): string {
  return write(value, new Set())
}

function write(value: unknown, above: Set<object>): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (value instanceof Date) return `@${value.toISOString()}`
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} cannot be part of a key`)
  if (above.has(value)) throw new TypeError('a cycle cannot be part of a key')
  const within = new Set(above).add(value)
  if (Array.isArray(value)) return `[${value.map((part) => write(part, within)).join()}]`
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError('only plain objects can be part of a key')
  const fields = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => `${JSON.stringify(name)}:${write(part, within)}`)
  return `{${fields.join()}}`
}
