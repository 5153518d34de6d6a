import { Check, ChevronRight, CircleAlert, CircleHelp, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Quality, QualitySignal } from '#server/contracts/processing.ts'
import { classNames } from '../ui/class-names.ts'
import { type ConfidenceWord, confidenceWord } from './confidence-word.ts'

const STRANDS = 20

const LOOK: Record<ConfidenceWord, { thread: string; text: string }> = {
  'Looks right': { thread: 'bg-success', text: 'text-success' },
  'Worth checking': { thread: 'bg-warning', text: 'text-warning' },
  Doubtful: { thread: 'bg-danger', text: 'text-danger' },
}

/**
 * How sure the answer is, as a word, threads and a number, with the observations behind it. Scores of different methods mean different
 * things, so the method is always named.
 */
export function ConfidenceMeter({ quality, compact = false }: { quality: Quality; compact?: boolean }) {
  const word = confidenceWord(quality.score)
  const level = LOOK[word]
  const percent = Math.round(quality.score * 100)
  const lit = Math.round(quality.score * STRANDS)
  return (
    <div>
      <div className="flex items-baseline justify-between gap-4">
        <span className={classNames('font-medium text-base', level.text)}>{word}</span>
        <span className="figures text-muted text-sm">{percent} %</span>
      </div>
      <meter
        className="sr-only"
        aria-label="Confidence"
        aria-valuetext={`${percent} percent, ${word.toLowerCase()}`}
        min={0}
        max={100}
        value={percent}
      />
      <div aria-hidden="true" className="mt-2 flex h-2.5 gap-[3px]">
        {THREADS.map((thread) => (
          <span
            key={thread}
            className={classNames('flex-1 rounded-[1px]', thread < lit ? level.thread : 'bg-hairline')}
          />
        ))}
      </div>
      {compact ? null : (
        <>
          <Signals signals={quality.signals} />
          <p className="mt-3 text-muted text-xs">Measured by: {quality.method}</p>
        </>
      )}
    </div>
  )
}

const THREADS = Array.from({ length: STRANDS }, (_, thread) => thread)

const VERDICT: Record<QualitySignal['verdict'], { icon: ReactNode; word: string }> = {
  good: { icon: <Check aria-hidden="true" size={14} className="text-success" />, word: 'Good' },
  weak: { icon: <Minus aria-hidden="true" size={14} className="text-warning" />, word: 'Weak' },
  bad: { icon: <CircleAlert aria-hidden="true" size={14} className="text-danger" />, word: 'Bad' },
  'not-checked': {
    icon: <CircleHelp aria-hidden="true" size={14} className="text-muted" />,
    word: 'Not checked',
  },
}

/** What needs an eye stands open; what was found in order is counted and can be unfolded. */
function Signals({ signals }: { signals: readonly QualitySignal[] }) {
  const passed = signals.filter(({ verdict }) => verdict === 'good')
  const others = signals.filter(({ verdict }) => verdict !== 'good')
  return (
    <>
      {others.length > 0 ? <SignalList signals={others} /> : null}
      {passed.length > 0 ? (
        <details className="group mt-3 text-sm">
          <summary className="flex list-none items-center gap-2 rounded-sm text-soft hover:text-ink [&::-webkit-details-marker]:hidden">
            <ChevronRight
              aria-hidden="true"
              size={14}
              className="transition-transform group-open:rotate-90"
            />
            {passed.length === 1 ? 'One check passed' : `${passed.length} checks passed`}
          </summary>
          <SignalList signals={passed} />
        </details>
      ) : null}
    </>
  )
}

function SignalList({ signals }: { signals: readonly QualitySignal[] }) {
  return (
    <ul className="mt-3 flex flex-col gap-2">
      {signals.map((signal) => (
        <Signal key={signal.name} signal={signal} />
      ))}
    </ul>
  )
}

function Signal({ signal }: { signal: QualitySignal }) {
  const { icon, word } = VERDICT[signal.verdict]
  const value = valueWords(signal.value)
  return (
    <li className="grid grid-cols-[0.875rem_1fr] gap-2 text-sm">
      <span className="pt-[3px]">{icon}</span>
      <span>
        <span className="sr-only">{word}. </span>
        <span className="font-medium">{inWords(signal.name)}</span>
        {value ? <span className="figures"> {value}</span> : null}
        {signal.note ? <span className="text-soft">: {signal.note}</span> : null}
      </span>
    </li>
  )
}

// A plain yes or no is told by the verdict already; only what lies between is worth a figure.
function valueWords(value: number | null): string | null {
  if (value === null || value === 0 || value === 1) return null
  return value > 0 && value < 1
    ? `${Math.round(value * 100)} %`
    : value.toLocaleString('en', { maximumFractionDigits: 1 })
}

// Signals are named in code ("number-support"); people read "Number support".
function inWords(name: string): string {
  const words = name.replaceAll(/[-_]/g, ' ')
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}
