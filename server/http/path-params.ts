import { z } from 'zod'
import { Id } from '#server/contracts/identifiers.ts'

export const IdParams = z.object({ id: Id })

/** The token of an invitation's link, as `newSecret` makes them. */
export const TokenParams = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/) })
