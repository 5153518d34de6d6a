// How jobs end while their model providers fail: two providers, each with a share of faulty answers (429 with and without
// Retry-After, 500, 503, an empty, cut, refusing, unfinished, stalled answer, silence), the retries, breakers and time limits as
// they ship. Six kinds in turn: three short ones, a text in five parts, fields, a question; four of them have no engine of this
// server to fall back on, and a quarter repeats a question.
// npm run bench -- chaos [--jobs 300] [--rates 0,0.3,1]
import { parseArgs } from 'node:util'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { createWorkspace } from '#server/testing/enqueue-acts.ts'
import { startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { forgetAnswers } from '#server/testing/forget-answers.ts'
import { modelWeather } from '#server/testing/model-weather.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { type Ending, faultOfEnding, workInBadWeather } from '#server/testing/work-in-bad-weather.ts'

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '300' },
    rates: { type: 'string', default: '0,0.1,0.3,0.6,1' },
  },
})
const CONCURRENCY = 20
const TIMEOUT_MS = 20_000
const DEADLINE_MS = 15 * 60_000

const alpha = await startFakeModelServer()
const beta = await startFakeModelServer()
const providers = [
  { name: 'alpha', baseUrl: alpha.url, model: 'large' },
  { name: 'beta', baseUrl: beta.url, model: 'small' },
]
process.env.WEFT_PROVIDERS = JSON.stringify(providers)
process.env.LOG_LEVEL = 'silent'
const ctx = createContext(processConfig(), 'bench')

function tally(names: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
}

function quantiles(of: readonly number[]): string {
  const sorted = of.toSorted((a, b) => a - b)
  const at = (share: number) =>
    ((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1000).toFixed(1)
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)} s`
}

function longest(endings: readonly Ending[], parts: boolean): string {
  return quantiles(endings.filter(({ inParts }) => inParts === parts).map(({ longestMs }) => longestMs))
}

function wordsOn(rate: number, endings: readonly Ending[]): string {
  const answered = endings.filter(({ answer }) => answer)
  const failed = endings.filter(({ status }) => status === 'FAILED')
  const faults = endings.map(faultOfEnding).filter((fault) => fault !== undefined)
  return [
    `${rate * 100} % faulty: ${answered.length} of ${endings.length} answered (${tally(answered.map(({ answer }) => answer?.path.at(-1)?.step ?? 'nobody'))})`,
    `  failed for good: ${failed.length}${failed.length > 0 ? ` (${tally(failed.map(({ kind, error }) => `${kind}: ${error?.code}`))})` : ''}; ended without an answer or a reason: ${faults.length}${faults.length > 0 ? ` (${tally(faults)})` : ''}`,
    `  longest attempt ${longest(endings, false)} (limit ${TIMEOUT_MS / 1000} s), of texts in parts ${longest(endings, true)} (more by their length)`,
    `  calls of alpha ${alpha.received.length}, of beta ${beta.received.length}; attempts a job ${(endings.reduce((sum, { attempts }) => sum + attempts, 0) / endings.length).toFixed(2)}`,
  ].join('\n')
}

try {
  for (const [index, rate] of values.rates.split(',').map(Number).entries()) {
    const workspaceId = await createWorkspace(ctx)
    await forgetAnswers(ctx)
    alpha.respond(modelWeather(rate, seededRandom(2 * index + 1)))
    beta.respond(modelWeather(rate, seededRandom(2 * index + 2)))
    const weather = {
      jobs: Number(values.jobs),
      concurrency: CONCURRENCY,
      timeoutMs: TIMEOUT_MS,
      deadlineMs: DEADLINE_MS,
      allKinds: true,
    }
    console.log(wordsOn(rate, await workInBadWeather(ctx, { workspaceId, userId: newId() }, weather)))
    await ctx.db.prisma.workspace.delete({ where: { id: workspaceId } })
  }
} finally {
  await closeContext(ctx)
  await alpha.close()
  await beta.close()
}
