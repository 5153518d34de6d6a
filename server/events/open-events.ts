import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { processWide } from '#server/platform/process-wide.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { EventHub } from './internal/event-hub.ts'

const hubs = processWide('event hubs', () => new WeakMap<Context, EventHub>())

/**
 * A stream of what changes in the person's workspace, as text/event-stream, until the reader leaves, may read no more, or the
 * process stops. With the id of the last event that was read it begins with what was missed. Throws `rate-limited` and
 * `unavailable`.
 */
export async function openEvents(
  ctx: Context,
  person: Person,
  lastEventId: string | null,
): Promise<ReadableStream<Uint8Array>> {
  const hub = hubs.get(ctx) ?? new EventHub(ctx)
  hubs.set(ctx, hub)
  const { workspaceId } = currentWorkspace(person)
  return (await hub.open(person, workspaceId, lastEventId)).body
}

/** Ends every stream of this process, before its server waits for requests to end. */
export function closeEvents(ctx: Context): void {
  hubs.get(ctx)?.close()
}
