import { z } from 'zod'
import { DocumentRole, WorkspaceRole } from './actors.ts'
import { AvatarPath, Id, Moment, page } from './identifiers.ts'

/** What a link may give. Nobody becomes an owner by following one. */
export const LINK_ROLES = ['viewer', 'commenter', 'editor'] as const
export const LinkRole = z.enum(LINK_ROLES)
export type LinkRole = z.infer<typeof LinkRole>

export const CreateShareLink = z.object({
  role: LinkRole.default('viewer').describe('What whoever has the link may do'),
  expiresInDays: z.number().int().min(1).max(365).nullable().default(null),
})
export type CreateShareLink = z.infer<typeof CreateShareLink>

export const ShareLink = z.object({
  id: Id,
  role: LinkRole,
  maker: z.string().nullable().describe('Name of who made it; null when that is not known'),
  expiresAt: Moment.nullable(),
  createdAt: Moment,
})
export type ShareLink = z.infer<typeof ShareLink>

export const ShareLinkList = page(ShareLink)
export type ShareLinkList = z.infer<typeof ShareLinkList>

export const NewShareLink = ShareLink.extend({ link: z.string().describe('Shown in this answer only') })
export type NewShareLink = z.infer<typeof NewShareLink>

export const PersonWithAccess = z.object({
  userId: Id,
  name: z.string(),
  hue: z.number().int(),
  avatar: AvatarPath,
  workspaceRole: WorkspaceRole,
  role: DocumentRole,
})
export type PersonWithAccess = z.infer<typeof PersonWithAccess>

export const PeopleWithAccess = page(PersonWithAccess)
export type PeopleWithAccess = z.infer<typeof PeopleWithAccess>
