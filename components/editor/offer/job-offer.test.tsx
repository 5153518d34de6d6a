// @vitest-environment jsdom
import type { JSONContent } from '@tiptap/core'
import { EditorContent, ReactNodeViewRenderer } from '@tiptap/react'
import { beforeEach, expect, test } from 'vitest'
import { FileNode } from '#server/document-model/file-node.ts'
import { ImageNode } from '#server/document-model/image-node.ts'
import { openEditor } from '#server/testing/screens/open-editor.ts'
import { idOf } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { VisitingContext } from '../../hooks/visiting.ts'
import { FileView } from '../file/file-view.tsx'
import { ImageView } from '../media/image-view.tsx'
import { fittingJob, isWorthAnOffer } from './fitting-job.ts'
import { endOffer, offerJobOn } from './fresh-files.ts'

const worked: unknown[] = []
beforeEach(() => {
  worked.length = 0
  for (let id = 0; id < 9; id += 1) endOffer(idOf(id))
})
const work = async (...job: unknown[]) => void worked.push(job)
const VIEWS = {
  file: FileNode.extend({
    addNodeView: () => ReactNodeViewRenderer((props) => FileView({ ...props, workOnFile: work })),
  }),
  image: ImageNode.extend({
    addNodeView: () => ReactNodeViewRenderer((props) => ImageView({ ...props, workOnFile: work })),
  }),
}
const file = (id: number, mediaType: string): JSONContent => ({
  type: 'file',
  attrs: { attachmentId: idOf(id), name: `file ${id}`, mediaType, bytes: 10 },
})
const image = (id: number): JSONContent => ({
  type: 'image',
  attrs: { attachmentId: idOf(id), alt: `scan ${id}`, width: 900, height: 1200 },
})

async function draw(
  content: JSONContent[],
  { editable = true, visiting = false, needModel = [] as string[], ffmpeg = true, mayConfigure = false } = {},
) {
  const page = openEditor([], VIEWS)
  page.write(...content)
  page.editor.setEditable(editable)
  const screen = await showScreen(
    <VisitingContext value={visiting}>
      <EditorContent editor={page.editor} />
    </VisitingContext>,
    { answers: { 'GET /api/v1/tasks/kinds': { needModel, ffmpeg, mayConfigure } } },
  )
  return { ...page, ...screen }
}

test.each([
  ['image/jpeg', [], 'ocr'],
  ['application/pdf', [], 'read-pdf'],
  ['audio/mpeg', [], 'transcribe'],
  ['video/mp4', [], 'transcribe'],
  ['audio/mpeg', ['transcribe'], 'waveform'],
  ['text/plain', [], undefined],
  ['application/zip', [], undefined],
] as const)('what fits %s where %j needs a model is %s', (type, needModel, kind) => {
  expect(fittingJob(type, { needModel: [...needModel], ffmpeg: true })?.kind).toBe(kind)
})

test('without ffmpeg no job is offered that needs it, and as long as nothing is known all are', () => {
  expect(fittingJob('audio/mpeg', { needModel: ['transcribe'], ffmpeg: false })).toBeUndefined()
  expect(fittingJob('audio/mpeg', { needModel: [], ffmpeg: false })?.kind).toBe('transcribe')
  expect(fittingJob('audio/mpeg', undefined)?.kind).toBe('transcribe')
})

test('a picture too small to be a scan is worth no offer, and what no job fits is not either', () => {
  const size = (mediaType: string, width: number | null, height: number | null) =>
    isWorthAnOffer({ mediaType, width, height })
  expect(size('image/png', 199, 199)).toBe(false)
  expect(size('image/png', 60, 400)).toBe(true)
  expect(size('application/pdf', null, null)).toBe(true)
  expect(size('text/plain', null, null)).toBe(false)
})

test('a file that was just brought has the one job that fits it below, told and taken by a press', async () => {
  offerJobOn(idOf(1))
  const { find, words, press, names, editor } = await draw([image(1), image(2), file(3, 'application/pdf')])
  const offer = find('group', 'Offer for scan 1')
  expect(words(offer)).toContain('Read the text in this picture? A button below scan 1 does it.')
  expect(names('group')).toEqual(['Offer for scan 1'])
  await press(find('button', 'Read the text in this picture'))
  expect(worked).toEqual([['ocr', idOf(1)]])
  expect(names('group')).toEqual([])
  expect(editor.view.hasFocus()).toBe(true)
})

test('an offer that is waved away, by its button or by Escape, is gone for good', async () => {
  offerJobOn(idOf(1))
  offerJobOn(idOf(2))
  const { find, press, key, names, write } = await draw([file(1, 'application/pdf'), image(2)])
  expect(names('group')).toEqual(['Offer for file 1', 'Offer for scan 2'])
  await press(find('button', 'No job on file 1'))
  await key(find('button', 'Read the text in this picture'), 'Escape')
  expect(names('group')).toEqual([])
  write(image(2), file(1, 'application/pdf'))
  expect(names('group')).toEqual([])
  expect(worked).toEqual([])
})

test.each([
  ['who may only read', { editable: false }],
  ['who came by a link', { visiting: true }],
])('%s is offered nothing', async (_, options) => {
  offerJobOn(idOf(1))
  offerJobOn(idOf(2))
  const { names } = await draw([image(1), file(2, 'application/pdf')], options)
  expect(names('group')).toEqual([])
})

test('writing down what is said is offered only where there is a model for it', async () => {
  offerJobOn(idOf(1))
  const without = await draw([file(1, 'audio/mpeg')], { needModel: ['transcribe'] })
  expect(without.names('button')).toContain('Draw how loud it is')
  expect(without.names('button')).not.toContain('Write down what is said')
  await without.close()
  const { find, press } = await draw([file(1, 'audio/mpeg')])
  await press(find('button', 'Write down what is said'))
  expect(worked).toEqual([['transcribe', idOf(1)]])
})

test.each([
  ['an owner, where to add one', true],
  ['others, who can', false],
])('where a recording can be given to nothing, a missing model is told to %s', async (_, mayConfigure) => {
  offerJobOn(idOf(1))
  const { words, find, names, press } = await draw([file(1, 'audio/mpeg')], {
    ...{ needModel: ['transcribe'], ffmpeg: false, mayConfigure },
  })
  const offer = find('group', 'Offer for file 1')
  expect(words(offer)).toContain('Writing down what is said needs a model.')
  expect(words(offer).includes('An owner of the workspace can add one.')).toBe(!mayConfigure)
  if (mayConfigure) expect(find('link', /^Add a model/).getAttribute('href')).toBe('/admin?tab=providers')
  await press(find('button', 'No job on file 1'))
  expect(names('group')).toEqual([])
})
