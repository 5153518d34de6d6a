import { z } from 'zod'
import { Email, Password } from './accounts.ts'
import { Moment } from './identifiers.ts'

export const RequestPasswordReset = z.object({ email: Email })
export type RequestPasswordReset = z.infer<typeof RequestPasswordReset>

/** As `newSecret` makes them. It travels in bodies only, and in the part of the link that browsers do not send. */
const Token = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'The link is not complete')

export const OpenPasswordReset = z.object({ token: Token })

/** Whose password the holder of a link may choose. */
export const PasswordResetOffer = z.object({ email: z.string(), expiresAt: Moment })
export type PasswordResetOffer = z.infer<typeof PasswordResetOffer>

export const UsePasswordReset = z.object({ token: Token, password: Password })
export type UsePasswordReset = z.infer<typeof UsePasswordReset>

/** The link is shown once: only the hash of its token is kept. */
export const NewPasswordReset = z.object({ link: z.url(), expiresAt: Moment })
export type NewPasswordReset = z.infer<typeof NewPasswordReset>
