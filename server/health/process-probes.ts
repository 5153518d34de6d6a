import { hostname } from 'node:os'
import type { Config } from '#server/platform/config/config.ts'
import { measureQueue } from '#server/tasks/measure-queue.ts'
import { ageText, figure } from './figure.ts'
import { processFault, processFigures, seeProcesses } from './judge-processes.ts'
import type { Finding, Probe } from './prober.ts'

/**
 * The processes that own the public port, on every machine, by what they tell themselves. The port of this machine is asked over
 * HTTP besides where such a process runs here, or where none was heard of anywhere; another machine's is not ours to reach.
 */
export const collabProbe: Probe = {
  name: 'collab',
  advice:
    'Look whether the collaboration process runs and whether its port is reachable; the log says why it stopped.',
  async look({ config, db }, signal) {
    const seen = await seeProcesses(db, 'collab')
    const { live } = seen
    const here = live.some(({ host }) => host === hostname())
    const status = here || live.length === 0 ? await askDoor(config, signal, live.length > 0) : undefined
    const sum = (name: string) => live.reduce((all, { detail }) => all + Number(detail[name] ?? 0), 0)
    const waits = live.flatMap(({ detail: { acknowledgedMs } }) =>
      typeof acknowledgedMs === 'number' ? [acknowledgedMs] : [],
    )
    const slowest = waits.length > 0 ? Math.max(...waits) : undefined
    const finding: Finding = {
      state: 'up',
      detail: status === undefined ? `${live.length} heard of` : `answered ${status}`,
      figures: [
        ...(live.length > 1 ? [figure('processes', live.length)] : []),
        figure('open pages', sum('documents')),
        figure('connections', sum('sockets')),
        ...(slowest === undefined ? [] : [figure('saved within', `${slowest.toFixed(1)} ms`)]),
        figure('not saved yet', sum('unacknowledged')),
        figure('behind others', sum('behind')),
        ...processFigures(seen),
      ],
    }
    const failing = live.find(({ detail }) => typeof detail.failingSince === 'string')
    if (failing)
      return {
        ...finding,
        state: 'degraded',
        detail: `edits cannot be committed, for ${ageText((Date.now() - Date.parse(String(failing.detail.failingSince))) / 1000)}`,
        advice:
          'People see that their edits are not saved, and keep them. Look at the database and its disk.',
      }
    if (status === 'nothing')
      return {
        ...finding,
        state: 'degraded',
        detail: 'lives, but its port does not answer',
        advice: `Look whether something else holds port ${config.port} of this machine, or a firewall is before it.`,
      }
    if (typeof status === 'number' && status >= 400) return { ...finding, state: 'degraded' }
    return { ...finding, ...processFault(seen) }
  },
}

/** What the public port of this machine answers. `nothing` where that is told by more than this; else the failure is thrown. */
async function askDoor(config: Config, signal: AbortSignal, heardOf: boolean): Promise<number | 'nothing'> {
  const everywhere = ['0.0.0.0', '::'].includes(config.host)
  const host = everywhere ? '127.0.0.1' : config.host
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${config.port}/api/health/live`
  try {
    const answer = await fetch(address, { signal, redirect: 'manual' })
    await answer.body?.cancel()
    return answer.status
  } catch (error) {
    if (heardOf && !signal.aborted) return 'nothing'
    throw error
  }
}

export const webProbe: Probe = {
  name: 'web',
  async look({ db }) {
    const seen = await seeProcesses(db, 'web')
    const { length } = seen.live
    const detail = length === 1 ? '1 process' : `${length} processes`
    return { state: 'up', detail, figures: processFigures(seen), ...processFault(seen) }
  },
}

/** The workers of every machine: those that hold a lease do jobs, and each is judged by what it tells of itself. */
export const workerProbe: Probe = {
  name: 'worker',
  async look(ctx) {
    const { workers, running, slots } = await measureQueue(ctx)
    const seen = await seeProcesses(ctx.db, 'worker')
    const finding: Finding = {
      state: 'up',
      detail: workers === 1 ? '1 worker' : `${workers} workers`,
      figures: [figure('at work', `${running} of ${slots}`), ...processFigures(seen)],
    }
    if (workers === 0)
      return {
        ...finding,
        state: 'down',
        advice: 'Start a worker, or set WEFT_WORKERS above 0; jobs wait until then.',
      }
    if (workers < ctx.config.workers)
      return {
        ...finding,
        state: 'degraded',
        detail: `${workers} of ${ctx.config.workers} workers`,
        advice: 'A worker ended and has not come back; the log says why.',
      }
    return { ...finding, ...processFault(seen) }
  },
}
