import { z } from 'zod'
import { CreateProvider, ProviderList, ProviderView } from '#server/contracts/providers.ts'
import { route } from '#server/http/route.ts'
import { createProvider } from '#server/providers/create-provider.ts'
import { listProviders, readProvider } from '#server/providers/list-providers.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'List the model providers',
    description:
      'In the order in which jobs ask them, those of the environment too. Keys are never given back.',
    access: 'workspace-owner',
    limit: 'read',
    output: ProviderList,
  },
  ({ ctx, actor }) => listProviders(ctx, actor),
)

export const POST = route(
  {
    tag: 'Admin',
    summary: 'Add a model provider',
    description:
      'Its address must be on the public internet, or listed in WEFT_MODEL_HOSTS. Jobs that begin from now on ask it, after the others.',
    access: 'workspace-owner',
    limit: 'write',
    input: CreateProvider,
    output: ProviderView,
    status: 201,
    recover: async ({ ctx, actor }, effect) =>
      await readProvider(ctx, actor, z.object({ id: z.uuid() }).parse(effect).id),
  },
  ({ ctx, actor, input }) => createProvider(ctx, actor, input),
)
