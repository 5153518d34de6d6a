import { type ProcessSeen, readBeats } from '#server/platform/process-beat.ts'
import { measureQueue } from '#server/tasks/measure-queue.ts'
import { ageText, byteText, figure } from './figure.ts'
import type { Finding, Probe } from './prober.ts'

// A loop that is held up longer makes typing and pages wait.
const SLOW_LOOP_MS = 250

/** The processes that own the public port: by what they tell themselves, and where one is here, by asking it over HTTP. */
export const collabProbe: Probe = {
  name: 'collab',
  advice:
    'Look whether the collaboration process runs and whether its port is reachable; the log says why it stopped.',
  async look({ config, db }, signal) {
    const live = (await readBeats(db, 'collab')).filter((each) => each.fresh)
    const everywhere = ['0.0.0.0', '::'].includes(config.host)
    const host = everywhere ? '127.0.0.1' : config.host
    const address = `http://${host.includes(':') ? `[${host}]` : host}:${config.port}/api/health/live`
    const answer = await fetch(address, { signal, redirect: 'manual' }).catch((error: unknown) => {
      // Where the public door is on another machine, only its own word is heard here.
      if (live.length > 0) return undefined
      throw error
    })
    await answer?.body?.cancel()
    const sum = (name: string) => live.reduce((all, { detail }) => all + Number(detail[name] ?? 0), 0)
    const finding: Finding = {
      state: !answer || answer.ok ? 'up' : 'degraded',
      detail: answer ? `answered ${answer.status}` : `${live.length} heard of`,
      figures: [
        figure('open pages', sum('documents')),
        figure('connections', sum('sockets')),
        ...processFigures(live),
      ],
    }
    const failing = live.map(({ detail }) => detail.failingSince).find((since) => typeof since === 'string')
    if (typeof failing === 'string')
      return {
        ...finding,
        state: 'degraded',
        detail: `edits cannot be committed, for ${ageText((Date.now() - Date.parse(failing)) / 1000)}`,
        advice:
          'People see that their edits are not saved, and keep them. Look at the database and its disk.',
      }
    return slowLoop(live) ?? finding
  },
}

export const webProbe: Probe = {
  name: 'web',
  async look({ db }) {
    const live = (await readBeats(db, 'web')).filter((each) => each.fresh)
    const detail = live.length === 1 ? '1 process' : `${live.length} processes`
    return slowLoop(live) ?? { state: 'up', detail, figures: processFigures(live) }
  },
}

export const workerProbe: Probe = {
  name: 'worker',
  async look(ctx) {
    const { workers, running, slots } = await measureQueue(ctx)
    const live = (await readBeats(ctx.db, 'worker')).filter((each) => each.fresh)
    const finding: Finding = {
      state: 'up',
      detail: workers === 1 ? '1 worker' : `${workers} workers`,
      figures: [figure('at work', `${running} of ${slots}`), ...processFigures(live)],
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
    return finding
  },
}

function processFigures(live: readonly ProcessSeen[]): { label: string; value: string }[] {
  if (live.length === 0) return []
  const bytes = live.reduce((all, { detail }) => all + Number(detail.rssBytes ?? 0), 0)
  return [
    figure('memory', byteText(bytes)),
    figure('up for', ageText(Math.min(...live.map((each) => each.seconds)))),
  ]
}

function slowLoop(live: readonly ProcessSeen[]): Finding | undefined {
  const worst = Math.max(0, ...live.map(({ detail }) => Number(detail.loopMs ?? 0)))
  if (worst < SLOW_LOOP_MS) return undefined
  return {
    state: 'degraded',
    detail: `answers late, by ${Math.round(worst)} ms`,
    advice: 'The machine is short of CPU, or one request keeps the process busy.',
    figures: processFigures(live),
  }
}
