import { z } from 'zod'
import { Name, Password } from './accounts.ts'
import { Id, Moment } from './identifiers.ts'

/** The picture as it is uploaded, in bytes: more than a phone's photo has. */
export const AVATAR_MAX_BYTES = 10 * 1_048_576
/** The side of the picture that is kept, in pixels: four times that of the largest face on a screen. */
export const AVATAR_SIDE = 256

export const UpdateProfile = z
  .object({ name: Name, hue: z.number().int().min(0).max(359) })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'Nothing to change')
export type UpdateProfile = z.infer<typeof UpdateProfile>

export const ChangePassword = z.object({
  current: z.string().min(1, 'Your current password is missing').max(128),
  password: Password,
})
export type ChangePassword = z.infer<typeof ChangePassword>

export const SessionView = z.object({
  id: Id,
  device: z.string().describe('The browser and system, as far as they say'),
  address: z.string().nullable().describe('Where it was started from; of IPv6 addresses the network'),
  current: z.boolean().describe('True for the session that asks'),
  startedAt: Moment,
  lastSeenAt: Moment.describe('To five minutes'),
  expiresAt: Moment,
})
export type SessionView = z.infer<typeof SessionView>

export const SessionList = z.object({ items: z.array(SessionView) })
export type SessionList = z.infer<typeof SessionList>
