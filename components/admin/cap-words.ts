import { z } from 'zod'
import { CAP_MAX, type KindCap } from '#server/contracts/admin.ts'

// A limit as it is typed: an empty field is none.
const TypedLimit = z
  .string()
  .trim()
  .refine((text) => text === '' || (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= CAP_MAX), {
    error: `A whole number from 1 to ${CAP_MAX}, or nothing`,
  })
  .transform((text) => (text === '' ? null : Number(text)))

/** The fields in which limits are typed. */
export const CapFields = z.object({ total: TypedLimit, perPerson: TypedLimit })

/** "At most 4 at a time, 1 of a person"; null where there is no limit. */
export function capWords({ total, perPerson }: KindCap): string | null {
  if (total === null && perPerson === null) return null
  if (perPerson === null) return `At most ${total} at a time`
  return total === null
    ? `At most ${perPerson} at a time of a person`
    : `At most ${total} at a time, ${perPerson} of a person`
}
