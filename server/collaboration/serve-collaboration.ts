import type { Context } from '#server/platform/context.ts'
import { createFrontDoor } from '#server/platform/front-door/front-door.ts'
import type { Running } from '#server/platform/lifecycle/run-process.ts'
import { type CollaborationOptions, CollaborationServer } from './collaboration-server.ts'

const CUT_MS = 1000

/** Owns the public port: the sockets of open documents are served here, everything else is handed on to web. */
export async function serveCollaboration(ctx: Context, options: CollaborationOptions = {}): Promise<Running> {
  const { config, log } = ctx
  const collaboration = new CollaborationServer(ctx, options)
  const door = createFrontDoor({
    config,
    log,
    upgrade: (request, socket, head) => collaboration.handleUpgrade(request, socket, head),
    isReady: () => collaboration.isReady,
  })
  await collaboration.start()
  await new Promise<void>((resolve, reject) => {
    door.server.once('error', reject)
    door.server.listen(config.port, config.host, resolve)
  })
  return {
    figures() {
      const { failingSince, acknowledgedMs = null, ...figures } = collaboration.figures
      const since = failingSince ? new Date(failingSince).toISOString() : null
      return { ...figures, acknowledgedMs, failingSince: since }
    },
    async stop() {
      // Sockets first, while pages are still handed on: not ready, flushed, acknowledged, closed with 1012.
      await collaboration.stop()
      await door.close(CUT_MS)
    },
  }
}
