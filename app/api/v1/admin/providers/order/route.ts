import { OrderProviders, ProviderList } from '#server/contracts/providers.ts'
import { route } from '#server/http/route.ts'
import { orderProviders } from '#server/providers/order-providers.ts'

export const PUT = route(
  {
    tag: 'Admin',
    summary: 'Order the model providers',
    access: 'workspace-owner',
    limit: 'write',
    input: OrderProviders,
    output: ProviderList,
    problems: ['conflict'],
  },
  ({ ctx, actor, input }) => orderProviders(ctx, actor, input),
)
