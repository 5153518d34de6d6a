import type { FailureReplay } from '#prisma/client.ts'
import { loadProfiles } from '#server/accounts/load-profiles.ts'
import { type FailureReplayView, REPLAY_SECONDS } from '#server/contracts/failed-requests.ts'
import { PathStep, Quality } from '#server/contracts/processing.ts'
import { TaskFault } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'

/** A replay that no worker took up for so long is not begun any more: nobody waits for it. */
export const TAKE_UP_MS = 30_000
// Beside the answer there is its text to read and its quality to judge.
const LOST_MS = TAKE_UP_MS + 2 * REPLAY_SECONDS * 1000

/** Replays as owners see them, in the order given. */
export async function presentReplays(
  ctx: Context,
  rows: readonly FailureReplay[],
): Promise<FailureReplayView[]> {
  const profiles = await loadProfiles(ctx, [...new Set(rows.map(({ userId }) => userId))])
  return rows.map((row) => presentReplay(row, profiles.get(row.userId)?.name ?? null, ctx.clock.now()))
}

/** One of them, asked for by somebody of this name, as it stands at the moment `now`. */
export function presentReplay(row: FailureReplay, askedBy: string | null, now: number): FailureReplayView {
  return {
    id: row.id,
    step: row.step,
    provider: row.provider,
    textOfNow: row.textOfNow,
    state: stateOf(row, now),
    outcome: PathStep.nullable().parse(row.outcome),
    quality: Quality.nullable().parse(row.quality),
    error: TaskFault.nullable().parse(row.error),
    askedBy,
    createdAt: row.createdAt.toISOString(),
  }
}

function stateOf({ finishedAt, createdAt }: FailureReplay, now: number): FailureReplayView['state'] {
  if (finishedAt) return 'ended'
  return now - createdAt.getTime() > LOST_MS ? 'lost' : 'under-way'
}
