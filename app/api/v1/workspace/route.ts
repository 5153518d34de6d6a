import { UpdateWorkspace, WorkspaceSettings } from '#server/contracts/workspace.ts'
import { route } from '#server/http/route.ts'
import { readWorkspace, updateWorkspace } from '#server/workspaces/workspace-settings.ts'

export const GET = route(
  {
    tag: 'Workspace',
    summary: 'Read the settings of the workspace',
    access: 'workspace-owner',
    limit: 'read',
    output: WorkspaceSettings,
  },
  async ({ ctx, actor }) => readWorkspace(ctx, actor),
)

export const PATCH = route(
  {
    tag: 'Workspace',
    summary: 'Rename the workspace, or say who may join',
    access: 'workspace-owner',
    limit: 'write',
    input: UpdateWorkspace,
    output: WorkspaceSettings,
  },
  async ({ ctx, actor, input }) => updateWorkspace(ctx, actor, input),
)
