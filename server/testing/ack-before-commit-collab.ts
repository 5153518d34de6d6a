import { serveCollaboration } from '#server/collaboration/serve-collaboration.ts'
import { createUpdateLog } from '#server/collaboration/update-log.ts'
import { runProcess } from '#server/platform/lifecycle/run-process.ts'
import { ackBeforeCommitLog } from './ack-before-commit-log.ts'

// The collaboration process with its promise broken, for the kill test to prove that it would notice. Started by its path, in
// the place of server/entry/collab.ts; nothing in the product refers to it.
runProcess('collab', (ctx) =>
  serveCollaboration(ctx, {
    updateLog: ackBeforeCommitLog(createUpdateLog(ctx.config.databaseUrl ?? '', () => {})),
  }),
)
