import { afterAll, beforeEach, expect, test } from 'vitest'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { insertDocument } from '#server/documents/insert-document.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { forgetAnswers } from '#server/testing/forget-answers.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { GERMAN, NEWS, NEWS_SUMMARY } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { findKeptAnswer } from '../find-kept-answer.ts'
import { requireEngine } from '../needs-model.ts'
import { createProcessor } from '../process-task.ts'

const model = await startFakeModelServer()
await loadLanguageModels()
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([{ name: 'house', baseUrl: model.url, model: 'small' }]),
})
const owner = await createPerson(ctx)
// A breaker that opens in one test must not answer in the next.
const processor = createProcessor(ctx, { breakerOpenMs: [1] })
// What was answered before would stand in for a provider whose answer is refused.
beforeEach(() => forgetAnswers(ctx))
afterAll(async () => {
  await processor.close()
  await model.close()
})

function run(request: ProcessRequest, fresh = true) {
  return processor.run(
    { request, insert: false, fresh },
    {
      ...{ id: newId(), attempt: 1, workspaceId: owner.workspaceId, userId: owner.userId },
      ...{ documentId: null, requestId: null, signal: new AbortController().signal, report: () => {} },
    },
  )
}

const source = { type: 'text', text: NEWS } as const
const SPANISH =
  'El ayuntamiento presentó el lunes el nuevo plan de tráfico. El plan prevé carriles más anchos para bicicletas en todas las calles principales. Además, los autobuses circularán cada diez minutos, también los fines de semana. Los costes ascienden a unos doce millones de euros. Los comerciantes del centro temen perder clientes. El ayuntamiento se remite a la experiencia de otras ciudades, donde las ventas han aumentado.'
const JAPANESE =
  '市役所は月曜日に新しい交通計画を発表しました。この計画では、すべての主要道路に広い自転車道を設けます。さらに、バスは今後、週末も含めて十分おきに運行します。費用は約千二百万ユーロです。中心部の商店は、駐車場が減ると客も減ると心配しています。市役所は、ほかの都市では売り上げが伸びたと説明しています。'
const ARABIC =
  'قدمت إدارة المدينة يوم الاثنين خطة المرور الجديدة. تنص الخطة على مسارات أوسع للدراجات في جميع الشوارع الرئيسية. كما ستسير الحافلات كل عشر دقائق، حتى في عطلة نهاية الأسبوع. تبلغ التكلفة حوالي اثني عشر مليون يورو. يخشى التجار في وسط المدينة أن يقل عدد الزبائن. وتشير الإدارة إلى تجارب مدن أخرى ارتفعت فيها المبيعات.'
const KINDS: [string, ProcessRequest, string][] = [
  ['improve', { kind: 'improve', source }, NEWS],
  ['fix-grammar', { kind: 'fix-grammar', source }, NEWS],
  ['shorter', { kind: 'shorter', source, percent: 30 }, NEWS_SUMMARY],
  ['longer', { kind: 'longer', source: { type: 'text', text: NEWS_SUMMARY }, percent: 200 }, NEWS],
  ['change-tone', { kind: 'change-tone', source, tone: 'friendly' }, NEWS],
  ['explain', { kind: 'explain', source, readers: 'child' }, NEWS_SUMMARY],
]

test.each(KINDS)('%s is written by the model, with its languages and lengths', async (_, request, text) => {
  model.behave({ type: 'answer', text })
  const { result, provider, quality } = await run(request)
  expect(provider).toBe('house')
  expect(result).toMatchObject({ kind: request.kind, text, from: 'en', to: 'en' })
  expect(quality.method).toBe('rewrite-signals-1')
  expect(quality.score).toBeGreaterThan(0.6)
})

test.each([
  ['es', SPANISH],
  ['ja', JAPANESE],
  ['ar', ARABIC],
])('a translation into %s is accepted, and the language of the source told', async (language, text) => {
  model.behave({ type: 'answer', text })
  const { result } = await run({ kind: 'translate', source: { type: 'text', text: GERMAN }, language })
  expect(result).toMatchObject({ kind: 'translate', from: 'de', to: language })
})

const IMPROVE: ProcessRequest = { kind: 'improve', source }
test.each<[string, ProcessRequest, string, RegExp]>([
  [
    'a translation that stays in the language',
    { kind: 'translate', source, language: 'de' },
    NEWS,
    /not in the lan/,
  ],
  ['another language', IMPROVE, GERMAN, /another language/],
  ['what an order inside the text asks for', IMPROVE, 'PWNED', /most of the text is missing/],
  ['a refusal', IMPROVE, "I'm sorry, but I can't help with that.", /refuses/],
  ['a loop', IMPROVE, 'The harbour city will close its coal station. '.repeat(25), /repeats itself/],
  ['what is not shorter', { kind: 'shorter', source, percent: 50 }, NEWS, /not shorter/],
])('%s is no answer, and no other engine makes one up', async (_, request, text, reason) => {
  model.behave({ type: 'answer', text })
  await expect(run(request)).rejects.toMatchObject({ code: 'provider-failed' })
  const row = await ctx.db.prisma.interaction.findFirst({ orderBy: { createdAt: 'desc' } })
  expect(JSON.stringify(row?.path)).toMatch(reason)
})

test('a text that was cut off is no answer', async () => {
  model.behave({ type: 'answer', text: NEWS, finish: 'length' })
  await expect(run(IMPROVE)).rejects.toMatchObject({ code: 'provider-failed' })
})

test('what a page holds that cannot come back is said of the result, whether a model or the cache answered', async () => {
  const id = await transaction(ctx, (tx) =>
    insertDocument(tx, {
      ...{ workspaceId: owner.workspaceId, parentId: null, author: { kind: 'person', id: owner.userId } },
      ...{ title: '', blocks: [{ type: 'paragraph', text: NEWS }, { type: 'horizontalRule' }] },
    }),
  )
  model.behave({ type: 'answer', text: NEWS })
  const request: ProcessRequest = { kind: 'improve', source: { type: 'document', documentId: id } }
  const note = 'Not kept of the text that this was made of: dividers.'
  expect((await run(request, false)).notes).toContain(note)
  const kept = await findKeptAnswer(ctx, { workspaceId: owner.workspaceId, request })
  expect(kept?.answer.notes).toContain(note)
})

test('thoughts, prefaces and fences around a text are left out, and nothing in it is fetched', async () => {
  const picture = '![x](https://evil.example/p.png)'
  model.behave({
    type: 'answer',
    text: `<think>hm</think>Here is the improved text:\n\n${NEWS}\n\n${picture}`,
  })
  const { result } = await run(IMPROVE)
  if (result.kind !== 'improve') throw new Error('not improved')
  expect(result.text).toBe(`${NEWS}\n\nx (https://evil.example/p.png)`)
  expect(JSON.stringify(result.blocks)).not.toMatch(/"image"|href/)
})

test('without a model such a job is refused with what to configure, and others are not', async () => {
  const bare = { ...ctx, config: { ...ctx.config, providers: [] } }
  const { workspaceId } = owner
  await expect(requireEngine(bare, { workspaceId, kind: 'translate' })).rejects.toThrow(
    /needs a model.*Admin, Providers.*WEFT_PROVIDERS/,
  )
  await requireEngine(bare, { workspaceId, kind: 'summarise' })
  await requireEngine(ctx, { workspaceId, kind: 'translate' })
})
