import { measureCache } from '#server/cache/measure-cache.ts'
import type { Config, ModelProviderConfig } from '#server/platform/config/config.ts'
import { lastAnswerOf } from '#server/processing/last-answer-of.ts'
import { breakerOf } from '#server/recovery/breaker-of.ts'
import { measureQueue } from '#server/tasks/measure-queue.ts'
import { ageText, byteText, figure } from './figure.ts'
import type { Probe } from './prober.ts'

// Jobs are taken within milliseconds; one that waited a minute means that the workers cannot keep up.
const SLOW_QUEUE_SECONDS = 60

export const queueProbe: Probe = {
  name: 'queue',
  async look(ctx) {
    const { waiting, paused, oldestSeconds, running } = await measureQueue(ctx)
    const detail =
      waiting === 0 ? 'nothing waits' : `${waiting} waiting, the oldest for ${ageText(oldestSeconds)}`
    const figures = [figure('running', running), ...(paused > 0 ? [figure('paused', paused)] : [])]
    if (oldestSeconds <= SLOW_QUEUE_SECONDS) return { state: 'up', detail, figures }
    return {
      ...{ state: 'degraded', detail, figures },
      advice: 'Start more workers (WEFT_WORKERS, WORKER_CONCURRENCY), or cancel what nobody needs.',
    }
  },
}

export const cacheProbe: Probe = {
  name: 'cache',
  advice: 'Answers are computed anew meanwhile. Look at the database.',
  async look(ctx) {
    const { entries, bytes, maxBytes } = await measureCache(ctx)
    const figures = [figure('answers', entries), figure('of', byteText(maxBytes))]
    return { state: 'up', detail: `${byteText(bytes)} kept`, figures }
  },
}

/** A provider by its breaker and the last time that it answered. It is not asked for health: that would cost money. */
function providerProbe({ name, model }: ModelProviderConfig): Probe {
  return {
    name: `provider ${name}`,
    async look(ctx) {
      const [breaker, last] = await Promise.all([breakerOf(ctx, name), lastAnswerOf(ctx, name)])
      const figures = [
        figure('model', model),
        figure('last answer', last ? `${ageText((ctx.clock.now() - last.getTime()) / 1000)} ago` : 'never'),
      ]
      if (breaker.state === 'closed') return { state: 'up', detail: 'in use', figures }
      return {
        state: 'degraded',
        detail: breaker.state === 'open' ? 'resting after failures' : 'being tried again',
        advice: `Look whether ${name} answers and its key is valid; then reset its breaker under Recovery. Others answer meanwhile.`,
        figures: [...figures, ...(breaker.lastError ? [figure('last error', breaker.lastError)] : [])],
      }
    },
  }
}

/** A probe for each configured provider. */
export function providerProbes({ providers }: Config): Probe[] {
  return providers.map(providerProbe)
}
