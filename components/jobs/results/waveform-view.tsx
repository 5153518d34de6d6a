import type { ResultOf } from '#server/contracts/processing.ts'
import { lengthWords } from '#server/contracts/result-words.ts'

/** The loudness of a recording from its beginning to its end, and in words for who cannot see it. */
export function WaveformView({ result }: { result: ResultOf<'waveform'> }) {
  const { seconds, peaks, silence, peakDecibels } = result
  const step = 100 / Math.max(1, peaks.length)
  return (
    <div className="flex flex-col gap-4">
      <p className="display figures text-4xl">{lengthWords(seconds)}</p>
      <figure>
        <svg
          role="img"
          aria-label={`Waveform of ${lengthWords(seconds)}: ${courseOf(peaks)}`}
          viewBox="0 0 100 40"
          preserveAspectRatio="none"
          className="h-36 w-full"
        >
          <line x1="0" x2="100" y1="20" y2="20" stroke="var(--edge)" strokeWidth="0.3" />
          {peaks.map((peak, index) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
              key={index}
              x={index * step}
              width={step * 0.72}
              y={20 - Math.max(0.25, peak * 19)}
              height={Math.max(0.5, peak * 38)}
              fill="var(--accent)"
            />
          ))}
        </svg>
        <figcaption className="figures mt-1 flex justify-between text-muted text-xs">
          <span>0:00</span>
          <span>{lengthWords(seconds)}</span>
        </figcaption>
      </figure>
      <p className="text-soft">
        {Math.round(silence * 100)} % is silence.{' '}
        {peakDecibels === null
          ? 'There is no sound in it.'
          : `The loudest moment is at ${peakDecibels.toFixed(1)} dB below the most that fits.`}
      </p>
    </div>
  )
}

function courseOf(peaks: readonly number[]): string {
  const quarter = Math.max(1, Math.ceil(peaks.length / 4))
  const parts: string[] = []
  for (let start = 0; start < peaks.length; start += quarter) {
    const part = peaks.slice(start, start + quarter)
    const mean = part.reduce((sum, peak) => sum + peak, 0) / part.length
    parts.push(mean < 0.01 ? 'silent' : mean < 0.15 ? 'quiet' : mean < 0.45 ? 'middling' : 'loud')
  }
  return parts.filter((word, index) => word !== parts[index - 1]).join(', then ')
}
