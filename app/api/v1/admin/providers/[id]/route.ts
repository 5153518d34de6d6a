import { z } from 'zod'
import { Id } from '#server/contracts/identifiers.ts'
import { ChangeProvider, ProviderView } from '#server/contracts/providers.ts'
import { route } from '#server/http/route.ts'
import { changeProvider } from '#server/providers/change-provider.ts'
import { removeProvider } from '#server/providers/remove-provider.ts'

const Params = z.object({ id: Id })

export const PATCH = route(
  {
    tag: 'Admin',
    summary: 'Change a model provider',
    description: 'What is left out stays. With an address on another server the key has to be sent again.',
    access: 'workspace-owner',
    limit: 'write',
    params: Params,
    input: ChangeProvider,
    output: ProviderView,
  },
  ({ ctx, actor, params, input }) => changeProvider(ctx, actor, params.id, input),
)

export const DELETE = route(
  {
    tag: 'Admin',
    summary: 'Remove a model provider',
    access: 'workspace-owner',
    limit: 'write',
    params: Params,
    output: 'nothing',
  },
  ({ ctx, actor, params }) => removeProvider(ctx, actor, params.id),
)
