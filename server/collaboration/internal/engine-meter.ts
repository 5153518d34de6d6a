import { Counter, Gauge, Histogram } from 'prom-client'
import { processMetrics } from '#server/platform/metrics/process-metrics.ts'

/** Why a frame, or whoever sent it, was sent away. */
export type Refusal =
  | 'malformed'
  | 'too-large'
  | 'content'
  | 'not-allowed'
  | 'old-schema'
  | 'slow-reader'
  | 'too-many'

/** What the engine tells of its work. */
export interface EngineMeter {
  /** An update was committed so many milliseconds after its frame had arrived. */
  committed(waitedMs: number): void
  refused(why: Refusal): void
}

/** What is open and under way in this process. */
export type EngineFigures = {
  documents: number
  sockets: number
  /** Updates that are let in and not committed. */
  unacknowledged: number
  /** For how long the oldest of them has waited, in milliseconds; 0 when there is none. */
  oldestMs: number
  /** Updates of other processes that are signalled and not read yet. */
  behind: number
  /** Since when commits have been failing, in milliseconds since the epoch. */
  failingSince: number | undefined
}

const RECENT = 512
// From a millisecond, an idle server's commit, to the seconds of a database that is away.
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60]

const GAUGES = {
  documents: 'Pages open in this process',
  sockets: 'Connections to open pages',
  unacknowledged: 'Updates let in and not committed yet',
  behind: 'Updates of other processes, signalled and not read yet',
} as const satisfies Partial<Record<keyof EngineFigures, string>>

/** The meter of a process that serves open pages, in its metrics. */
export class ProcessMeter implements EngineMeter {
  readonly #waits: Histogram
  readonly #refusals: Counter<'reason'>
  readonly #recent: number[] = []
  #place = 0

  constructor(figures: () => EngineFigures) {
    const registers = [processMetrics()]
    // A process has one engine; of several in one test process the newest is told.
    const named = (name: string): string => {
      processMetrics().removeSingleMetric(name)
      return name
    }
    for (const [name, help] of Object.entries(GAUGES) as [keyof typeof GAUGES, string][])
      new Gauge({
        ...{ name: named(`weft_collab_${name}`), help, registers },
        collect() {
          this.set(figures()[name])
        },
      })
    new Gauge({
      name: named('weft_collab_oldest_unacknowledged_seconds'),
      help: 'For how long the oldest update that is not committed has waited',
      registers,
      collect() {
        this.set(figures().oldestMs / 1000)
      },
    })
    this.#waits = new Histogram({
      name: named('weft_collab_acknowledgement_seconds'),
      help: 'From the arrival of an update to its commit',
      buckets: BUCKETS_S,
      registers,
    })
    this.#refusals = new Counter({
      name: named('weft_collab_refused_total'),
      help: 'Frames refused and connections ended for what they sent',
      labelNames: ['reason'],
      registers,
    })
  }

  /** 95 of 100 of the last 512 updates were committed within so many milliseconds; undefined before the first. */
  get acknowledgedMs(): number | undefined {
    const sorted = [...this.#recent].sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length * 0.95)]
  }

  committed(waitedMs: number): void {
    this.#waits.observe(waitedMs / 1000)
    this.#recent[this.#place] = waitedMs
    this.#place = (this.#place + 1) % RECENT
  }

  refused(why: Refusal): void {
    this.#refusals.inc({ reason: why })
  }
}
