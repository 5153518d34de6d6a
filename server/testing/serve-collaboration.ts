import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CollaborationOptions, CollaborationServer } from '#server/collaboration/collaboration-server.ts'
import type { Context } from '#server/platform/context.ts'
import { atFileEnd } from './at-file-end.ts'

export type Served = { collaboration: CollaborationServer; url: string; stop(): Promise<void> }

/** The collaboration server alone on a port of its own; stopped when the test file is done. */
export async function serve(ctx: Context, options: CollaborationOptions = {}): Promise<Served> {
  const collaboration = new CollaborationServer(ctx, options)
  const http = createServer()
  http.on('upgrade', (request, socket, head) => {
    if (!collaboration.handleUpgrade(request, socket, head)) socket.destroy()
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  await collaboration.start()
  const stop = async (): Promise<void> => {
    await collaboration.stop()
    http.close()
  }
  atFileEnd(stop)
  return { collaboration, url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`, stop }
}
