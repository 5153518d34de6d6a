// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest'
import type { TaskKind } from '#server/contracts/processing.ts'
import { TEXT_MAX } from '#server/contracts/text-source.ts'
import { idOf, pageOf, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import type { JobTarget } from './job-target.ts'
import { OptionsDialog } from './options-dialog.tsx'

const PAGE = idOf(5)
const told: string[] = []
beforeEach(() => {
  told.length = 0
})

const passage = (text: string): JobTarget => ({
  what: 'the selection',
  source: { type: 'passage', documentId: PAGE, anchor: '00.00', text },
  behind: '0102',
})
const page: JobTarget = { what: 'this page', source: { type: 'document', documentId: PAGE }, behind: '0102' }

const form = (target: JobTarget, kind?: TaskKind) =>
  showScreen(
    <OptionsDialog
      asking={{ target, ...(kind && { kind }) }}
      documentId={PAGE}
      onBegun={(id) => told.push(id)}
      onClose={() => told.push('closed')}
      returnFocus={() => null}
    />,
    {
      answers: {
        'GET /api/v1/documents': pageOf(),
        'GET /api/v1/tasks/kinds': { needModel: [], ffmpeg: true, mayConfigure: false },
        'POST /api/v1/tasks': sampleTask({ id: idOf(8), status: 'PENDING' }),
      },
    },
  )

test('labels are given for the words that were chosen, whose result goes to them', async () => {
  const { find, type, press, changes, words } = await form(passage('The ferry was late again.'), 'classify')
  find('dialog', 'A job about the selection')
  expect(words()).toContain('The ferry was late again.')
  await press(find('button', 'Start the job'))
  expect(changes()).toEqual([])
  await type(find('textbox', 'Labels'), 'Praise\nComplaint')
  await press(find('button', 'Start the job'))
  expect(changes()[0]?.body).toMatchObject({
    request: {
      ...{ kind: 'classify', labels: ['Praise', 'Complaint'] },
      source: { type: 'passage', documentId: PAGE, anchor: '00.00', text: 'The ferry was late again.' },
    },
    ...{ documentId: PAGE, insert: true, behind: '0102' },
  })
  expect(told).toEqual(['closed', idOf(8)])
})

test('another source and another place can be had instead: the page, other words, no insertion', async () => {
  const { find, press, changes } = await form(passage('The ferry.'), 'summarise')
  await press(find('radio', 'This page'))
  await press(find('switch', 'Put the result into the page'))
  await press(find('button', 'Start the job'))
  expect(changes()[0]?.body).toMatchObject({
    request: { kind: 'summarise', source: { type: 'document', documentId: PAGE } },
    insert: false,
  })
  expect(changes()[0]?.body).not.toHaveProperty('behind')
})

test('about the page any kind can be chosen, with the place where it was asked for', async () => {
  const { find, press, changes, names } = await form(page)
  expect(names('radio')).toContain('Shorter')
  await press(find('radio', 'Language'))
  await press(find('button', 'Start the job'))
  expect(changes()[0]?.body).toMatchObject({
    ...{ request: { kind: 'language', source: { type: 'document' } }, insert: true, behind: '0102' },
  })
})

test('more words than one job takes are refused where they stand', async () => {
  const { find, press, changes, words } = await form(passage('x'.repeat(TEXT_MAX + 1)), 'language')
  await press(find('button', 'Start the job'))
  expect([changes(), words().includes(`At most ${TEXT_MAX} characters`)]).toEqual([[], true])
})
