import type { HouseFile } from './measure-files.ts'

/**
 * A common act, what in the text of a file does it, and the files that are the one way to do it. `sample` has to be found by
 * `pattern`: a pattern that sees nothing would be green for ever.
 */
export type Act = { act: string; where: RegExp; pattern: RegExp; way: readonly string[]; sample: string }

const BROWSER = /^components\//
const SERVER = /^server\//
const ALL = /^(?:app|components|server)\//

export const ACTS: readonly Act[] = [
  {
    act: 'fetch data in the browser',
    where: BROWSER,
    pattern: /\bfetch\(|new XMLHttpRequest\(/,
    // fetch() cannot tell how far an upload is; XMLHttpRequest can.
    way: ['components/api-client.ts', 'components/server-reach.ts', 'components/send-with-progress.ts'],
    sample: 'await fetch("/x")',
  },
  {
    act: 'send a form to the API',
    where: BROWSER,
    // A form that does not use the hook has a way of its own to hold, check and send what was typed.
    pattern: /^(?![\s\S]*use-form)(?=[\s\S]*\bmutate(?:Async)?\()[\s\S]*<form\b/,
    // Its fields depend on the kind of job, which the hook's fixed set does not know.
    way: ['components/jobs/job-form.tsx'],
    sample: 'save.mutate(x); return <form onSubmit={f}>',
  },
  {
    act: 'raise an error for people',
    where: SERVER,
    pattern: /extends AppError\b/,
    way: [],
    sample: 'class Broken extends AppError {',
  },
  {
    act: 'format a moment',
    where: ALL,
    pattern: /toLocale(?:Date|Time)String\(|DateTimeFormat\(|RelativeTimeFormat\(/,
    // The second writes no moment: it asks how languages write months, so as to find them in a text.
    way: ['components/moment-words.ts', 'server/processing/extract/dates-in-text.ts'],
    sample: 'day.toLocaleDateString("en")',
  },
  {
    act: 'make an id',
    where: SERVER,
    pattern: /\brandomUUID\b|\buuidv?[47]\b|from 'uuid'/,
    way: ['server/platform/ids.ts'],
    sample: "import { v7 } from 'uuid'",
  },
  {
    act: 'keep a value in memory',
    where: SERVER,
    pattern: /from 'lru-cache'/,
    // The second keeps credentials for a second, and forgets one at the moment in which it ends.
    way: ['server/cache/internal/first-level.ts', 'server/accounts/authenticate.ts'],
    sample: "import { LRUCache } from 'lru-cache'",
  },
  {
    act: 'enqueue a job',
    where: SERVER,
    pattern: /\btask\.create\w*\(|INSERT INTO "Task"/,
    // One that the cache answers as it is asked for has ended before it could wait.
    way: ['server/tasks/enqueue-task.ts', 'server/tasks/internal/answer-task.ts'],
    sample: 'tx.task.create({})',
  },
  {
    act: 'log a line',
    where: ALL,
    pattern: /\bconsole\.\w+\(|from 'pino'/,
    way: ['server/platform/logging/logger.ts'],
    sample: 'console.log(1)',
  },
  {
    act: 'make an account',
    where: SERVER,
    pattern: /\buser\.create\(/,
    way: ['server/accounts/create-account.ts'],
    sample: 'tx.user.create({})',
  },
  {
    act: 'show a toast',
    where: BROWSER,
    pattern: /Toast\.createToastManager\(|useToastManager\(/,
    way: ['components/ui/toast.tsx'],
    sample: 'Toast.createToastManager()',
  },
  {
    act: 'read the environment',
    where: ALL,
    pattern: /\bprocess\.env\b/,
    way: ['server/platform/config/process-config.ts', 'server/platform/config/child-environment.ts'],
    sample: 'process.env.HOME',
  },
]

/** Places that do an act in a way of their own, as sentences; and patterns that do not find their sample. */
export function otherWays(files: readonly HouseFile[], acts: readonly Act[] = ACTS): string[] {
  const ours = files.filter(({ kind }) => kind !== 'test')
  return acts.flatMap(({ act, where, pattern, way, sample }) => [
    ...(pattern.test(sample) ? [] : [`the pattern for "${act}" does not find its sample`]),
    ...way
      .filter((name) => !ours.some((file) => file.name === name && pattern.test(file.text)))
      .map((name) => `${name} is named as the way to ${act}, and does not do it`),
    ...ours
      .filter(
        ({ name, text }) => where.test(name) && !way.includes(name) && pattern.test(withoutComments(text)),
      )
      .map(
        ({ name }) =>
          `${name} has a way of its own to ${act}; the one way is ${way.join(' and ') || 'the shared hook or AppError'}`,
      ),
  ])
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
}
