// @vitest-environment jsdom
import { expect, test } from 'vitest'
import type { TaskView } from '#server/contracts/tasks.ts'
import { sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { JobRow } from './job-row.tsx'
import { JobScreen } from './job-screen.tsx'

const TURNS: [string, Partial<TaskView>, boolean, boolean][] = [
  ['was put first', { status: 'PENDING', priority: 'first' }, true, false],
  ['was put first and runs', { status: 'RUNNING', priority: 'first' }, true, false],
  ['can wait', { status: 'PENDING', paused: true, priority: 'low' }, false, true],
  ['was put first and has ended', { status: 'CANCELLED', priority: 'first' }, false, false],
  ['is as urgent as most', { status: 'PENDING' }, false, false],
]

test.each(TURNS)(
  'a job that %s is marked so in lists and on its own page',
  async (_, changes, first, low) => {
    const task = sampleTask(changes)
    const shown = [
      await showScreen(
        <ul>
          <JobRow task={task} />
        </ul>,
      ),
      await showScreen(<JobScreen initialTask={task} />, {
        answers: { [`GET /api/v1/tasks/${task.id}`]: task },
      }),
    ]
    for (const { all, words } of shown) {
      const said = [...all('heading'), ...all('listitem')].map((place) => words(place)).join(' ')
      expect([/Put first(?! by)/.test(said), /Can wait(?!:)/.test(said)]).toEqual([first, low])
    }
  },
)
