import type { ReactNode } from 'react'
import { isCharged } from '#server/contracts/cost.ts'
import type { FailureReplayView } from '#server/contracts/failed-requests.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import { ConfidenceMeter } from '../../jobs/confidence-meter.tsx'
import { duration } from '../../jobs/job-words.ts'
import { moneyWords } from '../../money-words.ts'
import { RelativeTime } from '../../relative-time.tsx'
import { Badge } from '../../ui/badge.tsx'
import { endWords, replayWords } from './failed-words.ts'

type ThenAndNowProps = { then: PathStep; at: string; now: FailureReplayView }

/** What came of a question when it was put, and when it was put again, side by side; below, how good the new answer was. */
export function ThenAndNow({ then, at, now }: ThenAndNowProps) {
  const { outcome, quality } = now
  return (
    <div className="mt-5">
      <table className="w-full table-fixed border-collapse text-left text-sm">
        <caption className="sr-only">What came of it then and now</caption>
        <thead>
          <tr className="border-edge border-b align-bottom">
            <td className="w-16 sm:w-20" />
            <Head name="Then" at={at} />
            <Head name="Now" at={now.createdAt} />
          </tr>
        </thead>
        <tbody>
          <Line name="Asked" then={then.provider} now={now.provider} />
          <Line name="Model" then={modelOf(then)} now={outcome ? modelOf(outcome) : '–'} />
          <Line
            name="Outcome"
            then={<End step={then} />}
            now={outcome ? <End step={outcome} /> : stateWord(now)}
          />
          <Line name="Took" then={tookWords(then)} now={outcome ? tookWords(outcome) : '–'} />
          <Line name="Tokens" then={tokenWords(then)} now={outcome ? tokenWords(outcome) : '–'} />
          <Line name="Cost" then={costWords(then)} now={outcome ? costWords(outcome) : '–'} />
          <Line name="Why" then={then.reason ?? '–'} now={whyWords(now)} />
        </tbody>
      </table>
      <p className="mt-2 text-muted text-xs">
        Asked again by {now.askedBy ?? 'a removed person'}
        {now.textOfNow ? ', about the text as it is now' : ''}
        {now.outcome && then.fault === 'poor-answer' ? `. ${checkWords(now.outcome)}` : ''}.
      </p>
      {quality ? (
        <div className="mt-5">
          <ConfidenceMeter quality={quality} />
        </div>
      ) : null}
    </div>
  )
}

function Head({ name, at }: { name: string; at: string }) {
  return (
    <th scope="col" className="py-1.5 pr-3 font-medium">
      {name} <RelativeTime at={at} className="font-normal text-muted text-xs" />
    </th>
  )
}

function Line({ name, then, now }: { name: string; then: ReactNode; now: ReactNode }) {
  return (
    <tr className="border-hairline border-b align-baseline">
      <th scope="row" className="py-1.5 pr-3 font-normal text-muted">
        {name}
      </th>
      <td className="figures break-words py-1.5 pr-3">{then}</td>
      <td className="figures break-words py-1.5">{now}</td>
    </tr>
  )
}

function End({ step }: { step: PathStep }) {
  const tone = step.outcome === 'answered' ? 'success' : step.outcome === 'rejected' ? 'warning' : 'danger'
  return <Badge tone={tone}>{endWords(step)}</Badge>
}

function stateWord({ state, error }: FailureReplayView): ReactNode {
  if (state === 'under-way') return <Badge tone="accent">is being asked</Badge>
  return <Badge tone="warning">{error ? 'was not asked' : 'lost'}</Badge>
}

function whyWords(now: FailureReplayView): string {
  if (now.outcome) return now.outcome.reason ?? '–'
  return now.state === 'under-way' ? '–' : replayWords(now)
}

/** Only where the answer of then failed a check: then it is what one wants to know. */
function checkWords({ outcome }: PathStep): string {
  if (outcome === 'answered') return 'It passes the checks now, one of which it failed then'
  return outcome === 'rejected' ? 'It fails a check again' : 'Nothing came that could be checked'
}

function modelOf({ model }: PathStep): ReactNode {
  return model ? <code className="break-all font-mono text-xs">{model}</code> : '–'
}

function tookWords({ ms, attempts, outcome }: PathStep): string {
  if (outcome === 'skipped') return '–'
  return attempts > 1 ? `${duration(ms)}, ${attempts} tries` : duration(ms)
}

function tokenWords(step: PathStep): string {
  const { tokens } = step
  if (tokens) return `${tokens.input.toLocaleString('en')} in, ${tokens.output.toLocaleString('en')} out`
  return isCharged(step) ? 'not told' : '–'
}

function costWords(step: PathStep): string {
  if (step.cost) return moneyWords(step.cost)
  return isCharged(step) ? 'not known' : '–'
}
