/** The kind of the cap that counts a person's tasks of every kind together. */
export const EVERY_KIND = '*'

export type Cap = {
  kind: string
  /** At most so many of all people; null without a limit. */
  total: number | null
  perPerson: number | null
  /** Whose task was let begin last, by priority. */
  turns: Readonly<Record<string, string>>
}
export type Used = { kind: string; userId: string | null; used: number }
/** A task that waits for room. */
export type Waiting = { id: string; kind: string; userId: string | null; priority: number; dueMs: number }

/**
 * Which of the waiting tasks begin, in order, so that no cap is exceeded. Lanes are strict. Inside one, of a kind, who has least
 * under way comes first, and of those the next in the round after whose turn was last; so nobody waits for longer than one turn
 * of each who has as little. Kinds meet only where a person's own cap counts both: then the task that has been due for longest
 * goes first. Tasks of the system are nobody's, and no cap of a person counts them. A person's tasks come in their order.
 */
export function chooseAdmitted(
  caps: readonly Cap[],
  used: readonly Used[],
  waiting: readonly Waiting[],
): Waiting[] {
  const room = new Room(caps, used)
  const lines = [...Map.groupBy(waiting, ({ kind }) => kind).values()].map((line) => inTurn(line, room))
  const admitted: Waiting[] = []
  for (;;) {
    for (const line of lines) while (line[0] && !room.has(line[0])) line.shift()
    const heads = lines.flatMap((line) => (line[0] ? { line, head: line[0] } : []))
    const next = heads.toSorted((a, b) => b.head.priority - a.head.priority || a.head.dueMs - b.head.dueMs)[0]
    if (!next) return admitted
    next.line.shift()
    room.take(next.head)
    admitted.push(next.head)
  }
}

function inTurn(line: readonly Waiting[], room: Room): Waiting[] {
  const places = new Map<string, number>()
  const ranked = line.map((task) => {
    const person = task.userId ?? ''
    const lane = `${task.priority} ${person}`
    const place = (places.get(lane) ?? 0) + 1
    places.set(lane, place)
    const passed = person <= room.turnOf(task) ? 1 : 0
    return { task, person, passed, round: room.usedBy(task.kind, task.userId) + place }
  })
  return ranked
    .toSorted(
      (a, b) =>
        b.task.priority - a.task.priority ||
        a.round - b.round ||
        a.passed - b.passed ||
        (a.person < b.person ? -1 : 1),
    )
    .map(({ task }) => task)
}

/** How much of each cap is taken. */
class Room {
  readonly #caps: ReadonlyMap<string, Cap>
  readonly #used = new Map<string, number>()

  constructor(caps: readonly Cap[], used: readonly Used[]) {
    this.#caps = new Map(caps.map((cap) => [cap.kind, cap]))
    for (const { kind, userId, used: n } of used) this.#add(kind, userId, n)
  }

  /** Whose turn was last; before everybody, where nobody's was. */
  turnOf({ kind, priority }: Waiting): string {
    return this.#caps.get(kind)?.turns[priority] ?? ''
  }

  usedBy(kind: string, userId: string | null): number {
    return this.#used.get(`${kind} ${userId}`) ?? 0
  }

  has({ kind, userId }: Waiting): boolean {
    const own = this.#caps.get(kind)
    const most = this.#caps.get(EVERY_KIND)
    if (own?.total != null && (this.#used.get(kind) ?? 0) >= own.total) return false
    if (userId === null) return true
    if (own?.perPerson != null && this.usedBy(kind, userId) >= own.perPerson) return false
    return most?.perPerson == null || this.usedBy(EVERY_KIND, userId) < most.perPerson
  }

  take({ kind, userId }: Waiting): void {
    this.#add(kind, userId, 1)
  }

  #add(kind: string, userId: string | null, n: number): void {
    for (const key of [kind, `${kind} ${userId}`, `${EVERY_KIND} ${userId}`])
      this.#used.set(key, (this.#used.get(key) ?? 0) + n)
  }
}
