import { expect, test } from 'vitest'
import { MODEL_ONLY_KINDS } from '#server/contracts/text-kinds.ts'
import { startBeat } from '#server/platform/process-beat.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { createTask } from './create-task.ts'
import { readJobKinds } from './read-job-kinds.ts'

const bare = await createTestContext({ WEFT_PROVIDERS: '[]' })
const provider = { name: 'house', baseUrl: 'http://127.0.0.1:9/v1', model: 'small' }
const supplied = { ...bare, config: { ...bare.config, providers: [provider] } }
const listening = { ...provider, models: { transcribe: 'whisper' } }
const hearing = { ...bare, config: { ...bare.config, providers: [listening] } }
const owner = await createPerson(bare)
const member = await createPerson(bare, { workspaceId: owner.workspaceId })

test('without a model the kinds are named that would be refused; an owner may change that, a member may not', async () => {
  const needModel = [...MODEL_ONLY_KINDS, 'transcribe']
  expect(await readJobKinds(bare, owner.actor)).toEqual({ needModel, ffmpeg: true, mayConfigure: true })
  expect(await readJobKinds(bare, member.actor)).toEqual({ needModel, ffmpeg: true, mayConfigure: false })
})

test('with a model for chats only what transcribes is missing, and with one for that nothing', async () => {
  expect((await readJobKinds(supplied, member.actor)).needModel).toEqual(['transcribe'])
  expect((await readJobKinds(hearing, member.actor)).needModel).toEqual([])
})

test('what is named is refused when it is asked for, and only that', async () => {
  const source = { type: 'text', text: 'Long ago.' } as const
  const { needModel } = await readJobKinds(bare, owner.actor)
  const ask = (request: Parameters<typeof createTask>[2]['request']) =>
    createTask(bare, owner.actor, { request, insert: false, fresh: false })
  expect(needModel).toContain('improve')
  await expect(ask({ kind: 'improve', source })).rejects.toMatchObject({ code: 'cannot-process' })
  expect(needModel).not.toContain('language')
  expect(await ask({ kind: 'language', source })).toMatchObject({ status: 'PENDING' })
})

test('ffmpeg is missing once every worker says so, and there as soon as one of them has it', async () => {
  const tells = (ffmpeg: boolean) => startBeat(bare, 'worker', () => ({ ffmpeg }))
  const missing = tells(false)
  const told = async () => (await readJobKinds(bare, owner.actor)).ffmpeg
  await until('the worker to be heard of', async () => ((await told()) ? undefined : true))
  const having = tells(true)
  await until('the other to be heard of', told)
  await having.stop()
  expect(await told()).toBe(false)
  await missing.stop()
  expect(await told()).toBe(true)
})
