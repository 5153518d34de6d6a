import { z } from 'zod'

// Control characters (PostgreSQL refuses NUL), line breaks, and the marks that turn the direction of what follows, by which
// a name could dress up as another. Joiners stay: emoji and several scripts need them.
const UNFIT = /[\s\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu

/** One line of text that people read as a name or a title: a run of spaces and unfit characters becomes one space,
 * ends are trimmed. */
export function plainLine(text: string): string {
  return text.toWellFormed().replace(UNFIT, ' ').trim()
}

/** A schema of such a line with at most `max` UTF-16 code units. */
export function PlainLine(max: number) {
  return z.string().overwrite(plainLine).max(max, `At most ${max} characters`)
}
