'use client'

import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { type FailedRequest, REPLAY_SECONDS } from '#server/contracts/failed-requests.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import { ApiProblem } from '../../api-client.ts'
import { ProblemMessage } from '../../feedback/problem-message.tsx'
import { useReplayFailure } from '../../hooks/use-failed-requests.ts'
import { moneyWords } from '../../money-words.ts'
import { RelativeTime } from '../../relative-time.tsx'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { estimateOf, replayWords } from './failed-words.ts'
import { ThenAndNow } from './then-and-now.tsx'

type AskAgainProps = {
  known: FailedRequest
  /** The failed step, and its place in the path. */
  step: PathStep
  place: number
}

/** Puts the question of a failed step to a provider once more, and shows what came of it beside what came of it then. */
export function AskAgain({ known, step, place }: AskAgainProps) {
  const { providers, request } = known
  const replay = useReplayFailure(request.id)
  const [chosen, setChosen] = useState(
    () => (providers.find(({ name }) => name === step.provider) ?? providers[0])?.name ?? null,
  )
  const price = providers.find(({ name }) => name === chosen)?.price
  const estimate = estimateOf(request.path, step, price)
  const own = known.replays.filter((each) => each.step === place)
  const [newest, ...earlier] = own
  const ask = (textOfNow: boolean): void => {
    if (chosen !== null) replay.mutate({ step: place, provider: chosen, textOfNow })
  }
  const changed = replay.error instanceof ApiProblem && replay.error.code === 'conflict'
  return (
    <section aria-labelledby="ask-again">
      <h3 id="ask-again" className="eyebrow mb-2">
        Ask again
      </h3>
      {chosen === null ? (
        <p className="text-sm text-soft">
          {request.kind === 'transcribe'
            ? 'A recording is not put to a provider from here. Run the job again instead.'
            : 'No provider is asked for this kind of job now.'}
        </p>
      ) : (
        <>
          <p className="mb-4 max-w-[60ch] text-sm text-soft">
            Puts the same question once to a provider as it is set up now, for at most {REPLAY_SECONDS} s, and
            pays for it{estimate ? ` (about ${moneyWords(estimate)})` : ''}. The job, its page, the cache and
            the breaker stay as they are; the answer is judged and thrown away.
          </p>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Button
              variant="primary"
              size="sm"
              busy={replay.isPending || newest?.state === 'under-way'}
              onClick={() => ask(false)}
            >
              <RotateCcw aria-hidden="true" size={14} />
              Ask again
            </Button>
            <Select
              compact
              label="Whom to ask"
              value={chosen}
              onChange={setChosen}
              options={providers.map(({ name, model }) => ({ value: name, label: name, hint: model }))}
            />
          </div>
        </>
      )}
      {replay.error ? (
        <div className="mt-4 flex flex-col items-start gap-3">
          <ProblemMessage error={replay.error} />
          {changed ? (
            <Button size="sm" busy={replay.isPending} onClick={() => ask(true)}>
              Ask about the text as it is now
            </Button>
          ) : null}
        </div>
      ) : null}
      <p role="status" className="sr-only">
        {newest ? replayWords(newest) : ''}
      </p>
      {newest ? <ThenAndNow then={step} at={request.createdAt} now={newest} /> : null}
      {earlier.length > 0 ? (
        <ul aria-label="Asked before" className="mt-4 flex flex-col gap-1 text-muted text-xs">
          {earlier.map((each) => (
            <li key={each.id}>
              {replayWords(each)} {each.askedBy ?? 'A removed person'}, <RelativeTime at={each.createdAt} />
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}
