import pg from 'pg'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { processWide } from '../process-wide.ts'

// P4 of the promises gives 2 s in all: so long work goes on unquestioned, and so long the database may then be silent.
const PATIENCE_MS = 500
// As long as can be: on a machine without CPU to spare a healthy server was seen to take 860 ms for a round trip.
const PULSE_MS = 1100

type Pulse = { pool: pg.Pool; under: Promise<boolean> | undefined }

const pulses = processWide('database pulses', () => new WeakMap<object, Pulse>())

/**
 * The work's outcome, or `unavailable` as soon as the database is found silent while the work runs: it accepts connections and
 * answers nothing (frozen, or lost in the network), which statements themselves notice only after their own, longer limit.
 * The work is left to end by itself, so what it does may still happen.
 */
export async function unlessDatabaseSilent<T>(ctx: Pick<Context, 'config'>, work: Promise<T>): Promise<T> {
  const ended = new AbortController()
  const silence = watch(ctx, ended.signal)
  // Either may lose the race; nobody else waits for the loser.
  work.catch(() => {})
  silence.catch(() => {})
  try {
    return await Promise.race([work, silence])
  } finally {
    ended.abort()
  }
}

async function watch(ctx: Pick<Context, 'config'>, ended: AbortSignal): Promise<never> {
  for (;;) {
    await pause(PATIENCE_MS, ended)
    if (!(await answers(ctx)) && !ended.aborted)
      throw new AppError(
        'unavailable',
        'The database does not answer at the moment. What you asked for may or may not have happened: look before you repeat it.',
        { retryAfter: 2 },
      )
  }
}

/** Never resolves once the work has ended: then nothing is waited for any more. */
function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    ended.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}

/** One question at a time for all who wonder, on a connection of its own: the pool's may all be waiting. */
function answers(ctx: Pick<Context, 'config'>): Promise<boolean> {
  const pulse = pulses.get(ctx.config) ?? open(ctx)
  pulses.set(ctx.config, pulse)
  pulse.under ??= pulse.pool
    .query('SELECT 1')
    .then(
      () => true,
      () => false,
    )
    .finally(() => {
      pulse.under = undefined
    })
  return pulse.under
}

function open({ config }: Pick<Context, 'config'>): Pulse {
  const pool = new pg.Pool({
    connectionString: config.databaseUrl,
    application_name: 'weft pulse',
    max: 1,
    connectionTimeoutMillis: PULSE_MS,
    query_timeout: PULSE_MS,
    idleTimeoutMillis: 5000,
    allowExitOnIdle: true,
  })
  // An idle connection that ends is replaced by the next question.
  pool.on('error', () => {})
  return { pool, under: undefined }
}
