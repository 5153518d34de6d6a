import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readDocument } from '#server/collaboration/read-document.ts'
import { CreateTask } from '#server/contracts/tasks.ts'
import { inheritedEnvironment } from '#server/platform/config/process-config.ts'
import { createTask } from '#server/tasks/create-task.ts'
import { getTask } from '#server/tasks/get-task.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { NEWS } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const page = await createPage(ctx, ada)

const worker = fork(path.resolve('server/entry/worker.ts'), {
  env: inheritedEnvironment({
    DATABASE_URL: ctx.config.databaseUrl ?? '',
    WEFT_DATA_DIR: ctx.config.dataDir,
    WEFT_SECRET: ctx.config.secret ?? '',
    WEFT_PROVIDERS: '',
    LOG_LEVEL: 'error',
  }),
})
afterAll(() => {
  worker.kill('SIGKILL')
})

test('the worker process summarises a text into a page with no provider configured, and stops when told', async () => {
  await once(worker, 'message')
  const request = { kind: 'summarise', source: { type: 'text', text: NEWS }, words: 40 }
  const { id } = await createTask(
    ctx,
    ada.actor,
    CreateTask.parse({ request, documentId: page, insert: true }),
  )
  const task = await until('the task ends', async () => {
    const now = await getTask(ctx, ada.actor, { id })
    return now.finishedAt && now
  })
  expect(task).toMatchObject({
    status: 'COMPLETED',
    inserted: true,
    error: null,
    answer: { result: { kind: 'summarise' } },
  })
  const { doc } = await readDocument(ctx, page)
  expect(doc.getXmlFragment('body').toString()).toContain(`taskId="${id}"`)
  worker.kill('SIGTERM')
  expect(await once(worker, 'exit')).toEqual([0, null])
})
