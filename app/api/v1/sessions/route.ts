import { endOtherSessions } from '#server/accounts/end-session.ts'
import { listSessions } from '#server/accounts/list-sessions.ts'
import { SessionList } from '#server/contracts/profile.ts'
import { route } from '#server/http/route.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

export const GET = route(
  {
    tag: 'Account',
    summary: 'List the browsers in which you are signed in',
    access: 'person',
    limit: 'read',
    output: SessionList,
    problems: ['forbidden'],
  },
  async ({ ctx, actor }) => ({ items: await listSessions(ctx, actor) }),
)

export const DELETE = route(
  {
    tag: 'Account',
    summary: 'Sign every other browser of yours out',
    access: 'person',
    limit: 'write',
    output: 'nothing',
    problems: ['forbidden'],
  },
  async ({ ctx, actor }) => endOtherSessions(ctx, actor, currentWorkspace(actor).workspaceId),
)
