import type { RegistrationMode } from '#server/contracts/workspace.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'

/** What somebody outside may know: how one joins here, and whether this server sends mail. */
export type Door = { workspaceName: string; registration: RegistrationMode; mail: boolean }

/** The door of this server, which is that of its first workspace; undefined before the server is set up. */
export async function readDoor(ctx: Pick<Context, 'db' | 'mailer'>): Promise<Door | undefined> {
  const workspace = await ctx.db.prisma.workspace.findFirst({
    orderBy: { id: 'asc' },
    select: { name: true, registration: true },
  })
  if (!workspace) return undefined
  const { name, registration } = workspace
  return { workspaceName: name, registration, mail: ctx.mailer !== undefined }
}

/** Nobody joins a closed workspace: links that were handed out wait until it is opened again. */
export function doorIsClosed(): AppError {
  return new AppError('forbidden', 'This workspace takes nobody in at the moment. Ask one of its owners.')
}
