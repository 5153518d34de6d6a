import { Check, CircleHelp, X } from 'lucide-react'
import type { CheckFinding, CheckResult } from '#server/contracts/providers.ts'
import { duration } from '../../jobs/job-words.ts'
import { RelativeTime } from '../../relative-time.tsx'

const STEP_NAMES: Record<CheckFinding['step'], string> = {
  reachable: 'Address',
  authorised: 'Key',
  model: 'Model',
  streams: 'Streaming',
  json: 'JSON',
  context: 'Context',
  transcribes: 'Recordings',
}
const MARKS = {
  ok: { Icon: Check, tone: 'text-success', word: 'good' },
  failed: { Icon: X, tone: 'text-danger', word: 'not so' },
  unknown: { Icon: CircleHelp, tone: 'text-muted', word: 'not known' },
} as const
// Without these a provider works all the same.
const OPTIONAL: ReadonlySet<CheckFinding['step']> = new Set(['streams', 'json'])

/** What a server was found to do, step by step; folded away while it works, unless it was asked just now. */
export function CheckFindings({ result, open = false }: { result: CheckResult; open?: boolean }) {
  // It answers questions all the same, but who named a model for recordings has to see it.
  const isDeaf = result.findings.some(({ step, outcome }) => step === 'transcribes' && outcome === 'failed')
  return (
    <details
      open={open || isDeaf || !result.works}
      className="rounded-lg border border-hairline bg-sunken px-4 py-2.5"
    >
      <summary className="cursor-pointer font-medium text-sm">
        {result.works
          ? isDeaf
            ? 'It works, but not for recordings.'
            : 'It works.'
          : 'It does not work yet.'}{' '}
        <span className="font-normal text-muted">
          {result.firstWordMs === null ? '' : `First word after ${duration(result.firstWordMs)}. `}
          Tested <RelativeTime at={result.checkedAt} />.
        </span>
      </summary>
      <ul aria-label="What was found" className="mt-2 grid gap-1.5">
        {result.findings.map(({ step, outcome, words }) => {
          const { Icon, tone, word } = MARKS[outcome]
          const mild = outcome === 'failed' && OPTIONAL.has(step)
          return (
            <li key={step} className="grid grid-cols-[1rem_5.5rem_1fr] items-baseline gap-2 text-sm">
              <Icon
                aria-hidden="true"
                size={14}
                className={`translate-y-0.5 ${mild ? 'text-warning' : tone}`}
              />
              <span className="text-soft">
                {STEP_NAMES[step]}
                <span className="sr-only">: {word}.</span>
              </span>
              <span className="min-w-0 break-words">{words}</span>
            </li>
          )
        })}
      </ul>
    </details>
  )
}
