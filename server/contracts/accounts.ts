import { z } from 'zod'
import { ApiScope, WorkspaceRole } from './actors.ts'
import { AvatarPath, Id, Moment, page } from './identifiers.ts'
import { PlainLine } from './plain-line.ts'

export const PASSWORD_MIN = 10

export const Name = PlainLine(80).min(1, 'A name is needed')
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email('An e-mail address is needed, like ada@example.org').max(254))
export const Password = z
  .string()
  .min(PASSWORD_MIN, `At least ${PASSWORD_MIN} characters`)
  .max(128, 'At most 128 characters')

export const FirstRun = z.object({
  name: Name,
  email: Email,
  password: Password,
  workspaceName: PlainLine(80).min(1, 'The workspace needs a name'),
})
export type FirstRun = z.infer<typeof FirstRun>

export const SetupState = z.object({ needed: z.boolean() })

export const SignIn = z.object({
  email: Email,
  password: z.string().min(1, 'The password is missing').max(128),
})
export type SignIn = z.infer<typeof SignIn>

/** Where the browser goes after it has an account: the sample page, or home. */
export const Arrival = z.object({ userId: Id, workspaceId: Id, documentId: Id.nullable() })
export type Arrival = z.infer<typeof Arrival>

export const Me = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  hue: z.number().int(),
  avatar: AvatarPath,
  workspace: z.object({ id: Id, name: z.string(), role: WorkspaceRole }),
})
export type Me = z.infer<typeof Me>

export const Member = z.object({
  userId: Id,
  name: z.string(),
  email: z.string(),
  hue: z.number().int(),
  avatar: AvatarPath,
  role: WorkspaceRole,
  joinedAt: Moment,
  suspended: z.boolean().describe('True while an owner keeps the person out'),
})
export type Member = z.infer<typeof Member>

export const MemberList = page(Member)
export type MemberList = z.infer<typeof MemberList>

export const CreateInvitation = z.object({
  email: Email,
  role: WorkspaceRole.exclude(['owner']).default('member'),
})
export type CreateInvitation = z.infer<typeof CreateInvitation>

export const InvitationView = z.object({
  id: Id,
  email: z.string(),
  role: WorkspaceRole,
  expiresAt: Moment,
  acceptedAt: Moment.nullable(),
})
export type InvitationView = z.infer<typeof InvitationView>

export const InvitationList = page(InvitationView)
export type InvitationList = z.infer<typeof InvitationList>

/** The link is shown once: only the hash of its token is kept. */
export const NewInvitation = InvitationView.extend({ link: z.url() })
export type NewInvitation = z.infer<typeof NewInvitation>

/** What the holder of an invitation link sees before accepting. */
export const InvitationOffer = z.object({
  email: z.string(),
  workspaceName: z.string(),
  invitedBy: z.string().nullable(),
})
export type InvitationOffer = z.infer<typeof InvitationOffer>

export const AcceptInvitation = z.object({ name: Name, password: Password })
export type AcceptInvitation = z.infer<typeof AcceptInvitation>

export const CreateApiKey = z.object({
  name: Name,
  scopes: z
    .array(ApiScope)
    .min(1)
    .refine((scopes) => !(scopes.includes('write') && scopes.includes('agent')), {
      error: 'A key writes as you or as an agent, not both',
    })
    .default(['read'])
    .describe('`agent`: what the key writes waits in the page until a person accepts it'),
  expiresInDays: z.number().int().min(1).max(3650).optional(),
})
export type CreateApiKey = z.infer<typeof CreateApiKey>

export const ApiKeyView = z.object({
  id: Id,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(ApiScope),
  expiresAt: Moment.nullable(),
  lastUsedAt: Moment.nullable(),
  createdAt: Moment,
})
export type ApiKeyView = z.infer<typeof ApiKeyView>

export const ApiKeyList = page(ApiKeyView)
export type ApiKeyList = z.infer<typeof ApiKeyList>

export const NewApiKey = ApiKeyView.extend({ key: z.string().describe('Shown once') })
export type NewApiKey = z.infer<typeof NewApiKey>
