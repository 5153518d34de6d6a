import { expect, test } from 'vitest'
import { createWorkspace } from '#server/testing/enqueue-acts.ts'
import { fillWithEnded, taskReads } from '#server/testing/task-reads.ts'
import { createTestContext } from '#server/testing/test-context.ts'

const ctx = await createTestContext()
const workspaceId = await createWorkspace(ctx)

test('T31: what waits is not read through by a plan that was made when there had never been a task', async () => {
  await fillWithEnded(ctx, workspaceId, 0)
  expect(await taskReads(ctx, workspaceId, 600)).toBeLessThan(20)
})

test('T31: a backlog that the statistics of the database do not know of is claimed without being read through', async () => {
  await fillWithEnded(ctx, workspaceId, 5000)
  // Each is found, claimed and settled; what waits behind it is no business of a claim.
  expect(await taskReads(ctx, workspaceId, 600)).toBeLessThan(20)
})
