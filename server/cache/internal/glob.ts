/** A part of a pattern: one character as it is, exactly one of any, or any run of them. */
type Part = { type: 'character'; character: string } | { type: 'one' } | { type: 'run' }

/** Characters are code points, as PostgreSQL counts them. Neighbouring stars are one. See `CacheGlob` for the rules. */
function parse(glob: string): Part[] {
  const parts: Part[] = []
  let literal = false
  for (const character of glob) {
    if (literal) parts.push({ type: 'character', character })
    else if (character === '*') {
      if (parts.at(-1)?.type !== 'run') parts.push({ type: 'run' })
    } else if (character === '?') parts.push({ type: 'one' })
    else if (character !== '\\') parts.push({ type: 'character', character })
    literal = !literal && character === '\\'
  }
  return parts
}

/** The same pattern for SQL's LIKE with its usual backslash; what means something only there is made literal. */
export function globToLike(glob: string): string {
  return parse(glob)
    .map((part) =>
      part.type === 'run' ? '%' : part.type === 'one' ? '_' : part.character.replace(/[\\%_]/, '\\$&'),
    )
    .join('')
}

/**
 * Tells of keys whether the pattern fits them whole. Never a regular expression: a pattern that somebody typed must not be
 * able to run for long. At worst as many steps as the lengths of pattern and key multiplied, since only the last star is ever
 * tried again.
 */
export function compileGlob(glob: string): (key: string) => boolean {
  const parts = parse(glob)
  return (key) => fits(parts, Array.from(key))
}

function fits(parts: readonly Part[], text: readonly string[]): boolean {
  let at = 0
  let part = 0
  let star = -1
  let starAt = 0
  while (at < text.length) {
    const wanted = parts[part]
    if (wanted?.type === 'run') {
      star = part
      starAt = at
      part += 1
    } else if (wanted?.type === 'one' || (wanted && wanted.character === text[at])) {
      at += 1
      part += 1
    } else if (star >= 0) {
      starAt += 1
      at = starAt
      part = star + 1
    } else return false
  }
  while (parts[part]?.type === 'run') part += 1
  return part === parts.length
}
