import { expect, test } from 'vitest'
import { startBeat } from '#server/platform/process-beat.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { readMetrics } from './read-metrics.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)

test('owners read what every living process has measured, and the queue; members learn nothing', async () => {
  const beat = startBeat(ctx, 'worker')
  const told = () => readMetrics(ctx, owner.actor)
  await until('the process tells its memory', async () =>
    (await told()).includes('process_resident_memory_bytes{process="worker"'),
  )
  const text = await told()
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds\{process="worker",host="[^"]+",pid="\d+"\} \d/m)
  expect(text).toMatch(/^weft_tasks_waiting\{kind="summarise"\} 0$/m)
  expect(text).toMatch(/^weft_worker_slots 0$/m)
  await beat.stop()
  expect(await told()).not.toContain('process="worker"')
  const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
  await expect(readMetrics(ctx, member.actor)).rejects.toMatchObject({ code: 'not-found' })
})
