import type { Me, Member } from '#server/contracts/accounts.ts'
import type { AdminTask, AdminTaskDetail, InteractionView, TaskCounts } from '#server/contracts/admin.ts'
import type { DocumentSummary } from '#server/contracts/documents.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import type { TaskView } from '#server/contracts/tasks.ts'

/** The moment at which screens are looked at in tests: a Tuesday noon. */
export const NOW = Date.UTC(2026, 2, 10, 12)

/** A moment so many minutes before `NOW`; after it where they are negative. */
export function ago(minutes: number): string {
  return new Date(NOW - minutes * 60_000).toISOString()
}

/** The id that this number stands for. */
export function idOf(number: number): string {
  return `0190a4b2-7c3d-7e5f-8a9b-${String(number).padStart(12, '0')}`
}

/** One page of a list, the last. */
export function pageOf<Item>(...items: Item[]): { items: Item[]; nextCursor: string | null } {
  return { items, nextCursor: null }
}

export function sampleTask(changes: Partial<TaskView> = {}): TaskView {
  return {
    ...{ id: idOf(1), kind: 'summarise', status: 'COMPLETED', documentId: null, userId: idOf(900) },
    ...{ progress: null, answer: null, partial: false, error: null, attempt: 1, maxAttempts: 3 },
    ...{
      inserted: false,
      place: null,
      replayOfId: null,
      cancelRequested: false,
      paused: false,
      waits: false,
      queued: false,
      cap: null,
      behind: false,
      priority: 'normal',
      waitSeconds: null,
      createdAt: ago(10),
      runAt: ago(10),
    },
    ...{ startedAt: ago(9), finishedAt: ago(8) },
    ...changes,
  }
}

export function sampleAdminTask(changes: Partial<AdminTask> = {}): AdminTask {
  return {
    ...sampleTask(changes),
    ...{ userName: 'Ada', documentTitle: null, requestId: null },
    ...changes,
  }
}

export function sampleTaskDetail(changes: Partial<AdminTaskDetail> = {}): AdminTaskDetail {
  return { ...sampleAdminTask(changes), attempts: [], interactions: [], ...changes }
}

export function sampleStep(changes: Partial<PathStep> = {}): PathStep {
  return {
    ...{ step: 'local', provider: 'built-in', model: null, outcome: 'answered', attempts: 1, ms: 12 },
    ...{ reason: null },
    ...changes,
  }
}

export function sampleInteraction(changes: Partial<InteractionView> = {}): InteractionView {
  return {
    ...{ id: idOf(700), taskId: null, documentId: null, userId: null, kind: 'summarise', inputHash: 'h' },
    ...{ provider: 'built-in', model: null, path: [sampleStep()], cache: 'miss', confidence: null },
    ...{ quality: null, partial: false, cost: null, saved: null, latencyMs: 1_200, requestId: null },
    createdAt: ago(3),
    ...changes,
  }
}

export function sampleCounts(changes: Partial<TaskCounts> = {}): TaskCounts {
  const byStatus = { PENDING: 0, RUNNING: 0, COMPLETED: 0, FAILED: 0, CANCELLED: 0 }
  return {
    byStatus,
    oldestPendingSeconds: null,
    shedding: { allowedSeconds: 60, since: null, awaitedSeconds: 0, behind: 0, cheaper: 0 },
    kinds: [],
    personCap: { perPerson: null },
    workers: [],
    ...changes,
  }
}

export function sampleMember(changes: Partial<Member> = {}): Member {
  return {
    ...{ userId: idOf(900), name: 'Ada', email: 'ada@example.org', hue: 200, avatar: null },
    ...{ role: 'member', joinedAt: ago(60 * 24 * 30), suspended: false },
    ...changes,
  }
}

/** Who looks at the screen, as `Ada` of the workspace `Loom`. */
export function sampleMe(role: Me['workspace']['role'] = 'owner'): Me {
  return {
    ...{ id: idOf(900), name: 'Ada', email: 'ada@example.org', hue: 200, avatar: null },
    workspace: { id: idOf(800), name: 'Loom', role },
  }
}

export function sampleSummary(changes: Partial<DocumentSummary> = {}): DocumentSummary {
  return {
    ...{ id: idOf(500), title: 'Minutes', preview: '', parentId: null, position: 'a0', role: 'editor' },
    ...{ editedAt: ago(5), createdAt: ago(500), trashedAt: null },
    ...changes,
  }
}
