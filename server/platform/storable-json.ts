/**
 * The JSON text of a value as `jsonb` takes it. PostgreSQL refuses the character U+0000 and lone surrogates, which a job's
 * output or an upload's text may hold; each becomes U+FFFD. `undefined` becomes null. Throws on cycles and bigints.
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '\uFFFD').toWellFormed() : part,
  )
}
