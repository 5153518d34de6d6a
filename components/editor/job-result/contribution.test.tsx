// @vitest-environment jsdom
import { EditorContent, ReactNodeViewRenderer } from '@tiptap/react'
import { expect, test } from 'vitest'
import type { ContributionView } from '#server/contracts/contributions.ts'
import type { PendingResult } from '#server/contracts/pending-results.ts'
import type { GeneratedPassage, PassageContribution } from '#server/contracts/provenance.ts'
import { JobResultNode } from '#server/document-model/job-result-node.ts'
import { type Answer, problem } from '#server/testing/screens/answer-calls.ts'
import { openEditor, p } from '#server/testing/screens/open-editor.ts'
import { ago, idOf, pageOf, sampleMember } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { VisitingContext } from '../../hooks/visiting.ts'
import { PageIdContext } from '../page-id.ts'
import { PageProvenance } from '../provenance/page-provenance.tsx'
import { JobResultView } from './job-result-view.tsx'
import { resultParts } from './result-parts.ts'
import { tellResults } from './tell-results.ts'

const ID = idOf(1)
const PAGE = idOf(5)
const view: ContributionView = {
  ...{ id: ID, documentId: PAGE, userId: idOf(900), createdAt: ago(5), state: 'waiting' },
  key: { name: 'Nightly <b>notes</b>', revoked: false },
}

type Drawing = { visiting: boolean; editable: boolean; told: Partial<PendingResult> }

async function draw(
  answer: Answer = view,
  { visiting = false, editable = true, told = {} }: Partial<Drawing> = {},
) {
  const page = openEditor([resultParts], {
    jobResult: JobResultNode.extend({ addNodeView: () => ReactNodeViewRenderer(JobResultView) }),
  })
  // Whoever writes into a page can make its block say anything.
  const attrs = { taskId: ID, kind: 'contribution', provider: 'gpt-99', model: 'made up' }
  page.write(p('a'), { type: 'jobResult', attrs, content: [p('One'), p('two')] })
  page.editor.setEditable(editable)
  const screen = await showScreen(
    <VisitingContext value={visiting}>
      <PageIdContext value={PAGE}>
        <EditorContent editor={page.editor} />
      </PageIdContext>
    </VisitingContext>,
    {
      answers: {
        [`GET /api/v1/contributions/${ID}`]: answer,
        'GET /api/v1/members': pageOf(sampleMember()),
        [`GET /api/v1/documents/${PAGE}/pending-results`]: () => tellResults(page.editor, told),
      },
    },
  )
  return { ...page, ...screen }
}

test('a contribution says which key wrote it and for whom, as the server has it, and offers no job', async () => {
  const { words, find, names, calls } = await draw()
  const region = find('region', 'Contribution, not yet accepted')
  expect(words(region)).toContain('by Nightly <b>notes</b>, an agent · for Ada')
  expect(words(region)).not.toContain('gpt-99')
  expect(names('button').filter((name) => !/part/.test(name))).toEqual(['Accept', 'Reject'])
  expect(names('link')).toEqual([])
  expect(calls.some(({ path }) => path.includes('/tasks/'))).toBe(false)
})

test('its parts are accepted one by one, and the words then name it', async () => {
  const { find, press, outline } = await draw()
  await press(find('button', 'Accept part 1 of 2'))
  await press(find('button', 'Reject part 2 of 2'))
  expect(outline()).toBe('doc(paragraph("a"), paragraph(provenance("One")))')
})

test('one whose key was revoked stays and says so; one whose owner was erased names nobody', async () => {
  expect((await draw({ ...view, key: { name: 'Old', revoked: true } })).words()).toContain(
    'by Old, an agent whose key was revoked since',
  )
  expect((await draw({ ...view, key: null, userId: null })).words()).toContain(
    'by an agent whose owner has left',
  )
})

test('one that the server does not know is not verified, and a visitor is told of no key', async () => {
  expect((await draw(problem('not-found', 'Gone.'))).words()).toContain(
    'Not verified: this contribution is not known here',
  )
  const { words, calls } = await draw(view, { visiting: true, editable: false })
  expect(words()).not.toContain('Nightly')
  expect(calls).toEqual([])
})

test('one with other words than the agent brought is not shown as the agent’s', async () => {
  const foreign = await draw(view, { told: { text: 'foreign' } })
  expect(foreign.words()).toContain('Not verified: its agent wrote other words')
  expect(foreign.words()).not.toContain('Nightly')
  expect((await draw(view, { told: { text: 'edited' } })).words()).toContain(
    'edited: not all of it is what the agent wrote',
  )
})

const contribution: PassageContribution = {
  ...{ key: view.key, userId: idOf(900), at: ago(8) },
  accepted: [{ userId: idOf(900), at: ago(5) }],
}
const passage = (changes: Partial<GeneratedPassage> = {}): GeneratedPassage => ({
  ...{ taskId: ID, at: 0, stretches: 1, sum: '', words: 30, text: 'as-written', job: null, contribution },
  ...changes,
})

test('the page tells of accepted words of an agent what the server verified, and of forged ones that it did not', async () => {
  const { words, find } = await showScreen(<PageProvenance documentId={PAGE} editor={null} />, {
    answers: {
      [`GET /api/v1/documents/${PAGE}/provenance`]: {
        words: 120,
        notLookedAt: 0,
        passages: [passage(), passage({ at: 1, taskId: idOf(2), text: 'foreign' })],
      },
      'GET /api/v1/members': pageOf(sampleMember()),
    },
  })
  find('region', 'Written by jobs and agents')
  expect(words()).toContain('25 % of 120 words')
  expect(words()).toContain('Its key made by Ada, accepted by Ada')
  expect(words()).toContain('Word for word as the agent wrote it.')
  expect(words()).toContain('The agent that it names wrote other words.')
})
