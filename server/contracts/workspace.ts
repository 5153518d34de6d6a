import { z } from 'zod'
import { Email, Name, Password } from './accounts.ts'
import { WorkspaceRole } from './actors.ts'
import { Id } from './identifiers.ts'
import { PlainLine } from './plain-line.ts'

/** Who may join: anybody with an address, whoever an owner invited, or nobody, invited or not. */
export const REGISTRATION_MODES = ['open', 'invitation', 'closed'] as const
export const RegistrationMode = z.enum(REGISTRATION_MODES)
export type RegistrationMode = z.infer<typeof RegistrationMode>

export const WorkspaceName = PlainLine(80).min(1, 'The workspace needs a name')

export const WorkspaceSettings = z.object({ id: Id, name: z.string(), registration: RegistrationMode })
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>

export const UpdateWorkspace = z
  .object({ name: WorkspaceName, registration: RegistrationMode })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'Nothing to change')
export type UpdateWorkspace = z.infer<typeof UpdateWorkspace>

export const Register = z.object({ name: Name, email: Email, password: Password })
export type Register = z.infer<typeof Register>

export const ChangeMember = z.union(
  [z.strictObject({ role: WorkspaceRole }), z.strictObject({ suspended: z.boolean() })],
  'Change the role or the suspension, one at a time',
)
export type ChangeMember = z.infer<typeof ChangeMember>

/** `heir` takes over the pages that the person owns; without one, the owner who removes them does. */
export const RemoveMember = z.object({ heir: Id.optional() })
export type RemoveMember = z.infer<typeof RemoveMember>
