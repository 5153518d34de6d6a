import { CAP_MAX, type KindCap } from '#server/contracts/admin.ts'

/** A limit as it is typed: null for an empty field, undefined for what is no limit. */
export function readLimit(text: string): number | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const limit = Number(trimmed)
  return Number.isInteger(limit) && limit >= 1 && limit <= CAP_MAX ? limit : undefined
}

/** "At most 4 at a time, 1 of a person"; null where there is no limit. */
export function capWords({ total, perPerson }: KindCap): string | null {
  if (total === null && perPerson === null) return null
  if (perPerson === null) return `At most ${total} at a time`
  return total === null
    ? `At most ${perPerson} at a time of a person`
    : `At most ${total} at a time, ${perPerson} of a person`
}
