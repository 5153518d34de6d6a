import { serveCollaboration } from '#server/collaboration/serve-collaboration.ts'
import { runProcess } from '#server/platform/lifecycle/run-process.ts'

runProcess('collab', (ctx) => serveCollaboration(ctx))
