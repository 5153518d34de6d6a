// node bench/collab/serve-weft.ts REST_MS: the collaboration process with another rest after a broadcast than it
// is shipped with, to measure what the rest is worth.
import { serveCollaboration } from '#server/collaboration/serve-collaboration.ts'
import { runProcess } from '#server/platform/lifecycle/run-process.ts'

const rest = Number(process.argv[2])
runProcess('collab', (ctx) =>
  serveCollaboration(ctx, { pace: { restPerCost: 1e9, restLeastMs: rest, restMostMs: rest } }),
)
