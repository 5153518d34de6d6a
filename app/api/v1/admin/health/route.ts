import { HealthReport } from '#server/contracts/admin.ts'
import { readHealth } from '#server/health/read-health.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  { access: 'workspace-owner', limit: 'read', output: HealthReport },
  ({ ctx, actor }) => readHealth(ctx, actor),
)
