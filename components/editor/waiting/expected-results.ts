import type { ResultPlace, TaskView } from '#server/contracts/tasks.ts'
import { isLive } from '../../hooks/use-tasks.ts'

/** A result that is to come into the page, or was to come when its job failed. */
export type ExpectedResult = {
  taskId: string
  place: ResultPlace
  /** The tries before, whose pending result it takes the place of. */
  earlier: readonly string[]
  failed: boolean
}

type Tries = Pick<TaskView, 'id' | 'replayOfId'>
type Turn = Pick<TaskView, 'id' | 'status' | 'priority' | 'runAt'>

/** A failure of yesterday is no news to anybody: the list of jobs keeps it. */
const TOLD_FOR_MS = 86_400_000

/**
 * The jobs of a page whose result is to come into it, in the order in which they are likely to end; and of the last day's failed jobs
 * of this person those that nobody has tried again, and that were not dismissed.
 */
export function expectedResults(
  tasks: readonly TaskView[],
  { myId, now, dismissed }: { myId: string; now: number | null; dismissed: readonly string[] },
): ExpectedResult[] {
  const triedAgain = new Set(tasks.map(({ replayOfId }) => replayOfId))
  const isTold = ({ id, status, userId, finishedAt }: TaskView): boolean =>
    status === 'FAILED' &&
    userId === myId &&
    now !== null &&
    finishedAt !== null &&
    now - Date.parse(finishedAt) < TOLD_FOR_MS &&
    !triedAgain.has(id) &&
    !dismissed.includes(id)
  return tasks
    .filter((task) => isLive(task) || isTold(task))
    .toSorted(byTurn)
    .flatMap((task) =>
      task.place
        ? [
            {
              ...{ taskId: task.id, place: task.place },
              ...{ earlier: triesBefore(task, tasks), failed: task.status === 'FAILED' },
            },
          ]
        : [],
    )
}

/** As far back as the list of jobs goes. */
function triesBefore({ replayOfId }: Tries, tasks: readonly Tries[]): string[] {
  const tries: string[] = []
  for (let id = replayOfId; id !== null && !tries.includes(id); ) {
    const known: string = id
    tries.push(known)
    id = tasks.find((task) => task.id === known)?.replayOfId ?? null
  }
  return tries
}

const RANKS: Partial<Record<TaskView['status'], number>> = { FAILED: 0, RUNNING: 1, PENDING: 2 }
const LANES: Record<TaskView['priority'], number> = { first: 0, normal: 1, low: 2 }

/** As the queue serves them: what runs, then lane by lane, then by when it is due. Ids are made in the order of asking. */
function byTurn(a: Turn, b: Turn): number {
  return (
    (RANKS[a.status] ?? 0) - (RANKS[b.status] ?? 0) ||
    LANES[a.priority] - LANES[b.priority] ||
    Date.parse(a.runAt) - Date.parse(b.runAt) ||
    (a.id < b.id ? -1 : 1)
  )
}
