import { createServer } from 'node:http'
import path from 'node:path'
import next from 'next'
import { sweepSessions } from '#server/accounts/sweep-sessions.ts'
import { sweepAttachments } from '#server/documents/sweep-attachments.ts'
import { sweepErased } from '#server/erasure/sweep-erased.ts'
import { closeEvents } from '#server/events/open-events.ts'
import { createMethodGate } from '#server/http/method-gate.ts'
import { describedPaths } from '#server/http/openapi/read-description.ts'
import { provideWebContext } from '#server/http/web-context.ts'
import type { Context } from '#server/platform/context.ts'
import { sweepCalls } from '#server/platform/idempotency/calls.ts'
import { repeat } from '#server/platform/lifecycle/repeat.ts'
import { type Running, runProcess } from '#server/platform/lifecycle/run-process.ts'
import { loggablePath } from '#server/platform/logging/loggable-path.ts'
import { sweepBeats } from '#server/platform/process-beat.ts'
import { sweepLimits } from '#server/platform/rate-limit/sweep-limits.ts'
import { driveOpenBulks } from '#server/tasks/drive-bulk.ts'
import { sampleQueue } from '#server/tasks/queue-measures.ts'
import { drainAfterAnswer } from './drain-request.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
// The public door has the tight limits; these only keep a fault of its from holding sockets here for ever.
const HEADERS_TIMEOUT_MS = 30_000
const REQUEST_TIMEOUT_MS = 10 * 60_000
// Longer than the door keeps an idle connection, so that it is never the server that closes one about to be used.
const KEEP_ALIVE_MS = 75_000
const DRAIN_MS = 1000

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

runProcess('web', async (ctx) => {
  provideWebContext(ctx)
  const running = await serve(ctx)
  const chores = startChores(ctx)
  return {
    async stop() {
      closeEvents(ctx)
      await Promise.all([running.stop(), ...chores.map((chore) => chore.stop())])
    },
  }
})

/** Removes what nobody needs any more and goes on with what a process left. Several doing so at once only find less. */
function startChores(ctx: Context) {
  const hourly = { everyMs: HOUR_MS, firstAfterMs: 2 * MINUTE_MS }
  const often = { everyMs: 10_000, firstAfterMs: 2_000 }
  return [
    repeat(ctx.log, { name: 'sweep attachments', ...hourly, work: () => sweepAttachments(ctx) }),
    repeat(ctx.log, { name: 'sweep erased', ...hourly, work: () => sweepErased(ctx) }),
    repeat(ctx.log, { name: 'sweep sessions', ...hourly, work: () => sweepSessions(ctx) }),
    repeat(ctx.log, { name: 'sweep limits', ...hourly, work: () => sweepLimits(ctx) }),
    repeat(ctx.log, { name: 'sweep idempotent calls', ...hourly, work: () => sweepCalls(ctx) }),
    repeat(ctx.log, { name: 'forget lost processes', ...hourly, work: () => sweepBeats(ctx.db) }),
    repeat(ctx.log, { name: 'sample the queue', ...often, work: () => sampleQueue(ctx) }),
    repeat(ctx.log, { name: 'finish bulk acts', ...often, work: () => driveOpenBulks(ctx) }),
  ]
}

/** Pages and API, on the loopback interface unless told otherwise; the collaboration process in front of it owns the public port. */
async function serve({ config, log }: Context): Promise<Running> {
  const server = createServer()
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.keepAliveTimeout = KEEP_ALIVE_MS
  // Next adds its own 'upgrade' listener to this server: hot reload in development. No socket of ours comes here.
  const app = next({
    dev: config.dev,
    dir: ROOT,
    hostname: config.webHost,
    port: config.webPort,
    httpServer: server,
  })
  await app.prepare()
  const handle = app.getRequestHandler()
  const refuseMethod = createMethodGate(await describedPaths())
  server.on('request', (request, response) => {
    drainAfterAnswer(request, response)
    if (refuseMethod(request, response)) return
    handle(request, response).catch((error: unknown) => {
      log.error({ error, path: loggablePath(request.url) }, 'a request failed outside of its handler')
      response.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.webPort, config.webHost, resolve)
  })
  return {
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
      await closed
      clearTimeout(cut)
      await app.close()
    },
  }
}
