import type { ResultOf } from '#server/contracts/processing.ts'
import { signed } from '#server/contracts/result-words.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { classNames } from '../../ui/class-names.ts'

type Sentiment = ResultOf<'sentiment'>
// Below this a sentence states rather than judges.
const OPINION = 0.15
const STRIP_MAX = 240

const LABELS: Readonly<Record<Sentiment['label'], { word: string; tone: string; meaning: string }>> = {
  positive: { word: 'Favourable', tone: 'text-success', meaning: 'Most of what judges here, praises.' },
  negative: { word: 'Unfavourable', tone: 'text-danger', meaning: 'Most of what judges here, finds fault.' },
  mixed: { word: 'Mixed', tone: 'text-warning', meaning: 'Praise and fault stand side by side.' },
  neutral: { word: 'Neutral', tone: 'text-soft', meaning: 'The text states more than it judges.' },
}

/** The tone as a word, as a strip of its sentences, and in the text itself. */
export function SentimentView({ result }: { result: Sentiment }) {
  const { label, score, sentences, source } = result
  const { word, tone, meaning } = LABELS[label]
  const shown = sentences.filter(({ end }) => end <= source.length)
  return (
    <div className="flex max-w-[66ch] flex-col gap-8">
      <div>
        <p className={classNames('display text-4xl', tone)}>{word}</p>
        <p className="mt-1 text-soft">
          {meaning} <span className="figures">{signed(score)}</span> on a scale from -1 to +1, over{' '}
          <span className="figures">{sentences.length}</span>{' '}
          {sentences.length === 1 ? 'sentence' : 'sentences'}.
        </p>
      </div>
      <Strip sentences={sentences} />
      <ol className="flex flex-col gap-1.5" aria-label="Sentences with their scores">
        {shown.map(({ start, end, score: own }) => (
          <li
            key={start}
            className={classNames('grid grid-cols-[3.25rem_1fr] gap-3 border-l-2 py-0.5 pl-3', edge(own))}
          >
            <span
              className={classNames(
                'figures pt-1 text-right text-xs',
                own === null ? 'text-muted' : toneOf(own),
              )}
            >
              {own === null ? 'not scored' : signed(own)}
            </span>
            <span className="font-serif text-lg leading-7">{source.slice(start, end)}</span>
          </li>
        ))}
      </ol>
      {shown.length < sentences.length ? (
        <p className="text-muted text-sm">
          The sentences of the first {SHOWN_TEXT_MAX.toLocaleString('en')} characters are shown; the strip and
          the score cover all.
        </p>
      ) : null}
    </div>
  )
}

/** One bar a sentence, up for praise and down for fault, from the first to the last. */
function Strip({ sentences }: { sentences: Sentiment['sentences'] }) {
  const bars = bundle(sentences.map(({ score }) => score ?? 0))
  const width = 100 / Math.max(1, bars.length)
  return (
    <svg
      role="img"
      aria-label={`Tone from the first to the last sentence: ${courseOf(bars)}`}
      viewBox="0 0 100 40"
      preserveAspectRatio="none"
      className="h-20 w-full"
    >
      <line
        x1="0"
        x2="100"
        y1="20"
        y2="20"
        stroke="var(--edge)"
        strokeWidth="0.4"
        vectorEffect="non-scaling-stroke"
      />
      {bars.map((score, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in the text
          key={index}
          x={index * width + width * 0.1}
          width={width * 0.8}
          y={score > 0 ? 20 - Math.max(0.6, score * 19) : 20}
          height={Math.max(0.6, Math.abs(score) * 19)}
          fill={Math.abs(score) < OPINION ? 'var(--edge)' : score > 0 ? 'var(--success)' : 'var(--danger)'}
        />
      ))}
    </svg>
  )
}

/** At most as many bars as a strip can show: neighbours are averaged. */
function bundle(scores: readonly number[]): number[] {
  const size = Math.ceil(scores.length / STRIP_MAX)
  if (size <= 1) return [...scores]
  return Array.from({ length: Math.ceil(scores.length / size) }, (_, index) => {
    const part = scores.slice(index * size, (index + 1) * size)
    return part.reduce((sum, score) => sum + score, 0) / part.length
  })
}

/** The course in words, for who cannot see the strip. */
function courseOf(bars: readonly number[]): string {
  const third = Math.ceil(bars.length / 3)
  const parts = [bars.slice(0, third), bars.slice(third, 2 * third), bars.slice(2 * third)]
  return parts
    .filter((part) => part.length > 0)
    .map((part) => {
      const mean = part.reduce((sum, score) => sum + score, 0) / part.length
      return mean > OPINION / 2 ? 'favourable' : mean < -OPINION / 2 ? 'unfavourable' : 'neutral'
    })
    .join(', then ')
}

function toneOf(score: number): string {
  if (Math.abs(score) < OPINION) return 'text-muted'
  return score > 0 ? 'text-success' : 'text-danger'
}

function edge(score: number | null): string {
  if (score === null || Math.abs(score) < OPINION) return 'border-hairline'
  return score > 0 ? 'border-success' : 'border-danger'
}
