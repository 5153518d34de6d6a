import { RecoveryReport } from '#server/contracts/admin.ts'
import { route } from '#server/http/route.ts'
import { readRecoveryReport } from '#server/processing/read-recovery-report.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Report breakers and who answered',
    access: 'workspace-owner',
    limit: 'read',
    output: RecoveryReport,
  },
  ({ ctx, actor }) => readRecoveryReport(ctx, actor),
)
