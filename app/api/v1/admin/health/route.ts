import { HealthReport } from '#server/contracts/admin.ts'
import { readHealth } from '#server/health/read-health.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Report the health of every subsystem',
    access: 'workspace-owner',
    limit: 'read',
    output: HealthReport,
  },
  ({ ctx, actor }) => readHealth(ctx, actor),
)
