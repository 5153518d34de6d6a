'use client'

import type { useRecordingPeaks } from '../hooks/use-recording-peaks.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import './cut-range.css'
import { momentText } from './moment-input.ts'

type CutRangeProps = {
  recording: ReturnType<typeof useRecordingPeaks>
  /** Seconds; undefined while what is typed is no moment. */
  start: number | undefined
  end: number | undefined
  onStart: (seconds: number) => void
  onEnd: (seconds: number) => void
}

const STEP = 0.1

/** The curve of a recording with a handle at each end of the cut: dragged, or moved by a tenth of a second with the arrow keys. */
export function CutRange({ recording, start = 0, end, onStart, onEnd }: CutRangeProps) {
  if (recording.isPending) return <Skeleton className="h-24 w-full" />
  if (recording.isError)
    return <p className="text-muted text-sm">This browser cannot draw the recording. Type the two moments.</p>
  const { seconds, peaks } = recording.data
  const most = Math.floor(seconds / STEP) * STEP
  const from = Math.min(start, most)
  const to = Math.min(Math.max(end ?? most, from), seconds)
  const width = 100 / Math.max(1, peaks.length)
  return (
    <div className="relative h-28 w-full">
      <svg
        aria-hidden="true"
        viewBox="0 0 100 40"
        preserveAspectRatio="none"
        className="absolute inset-x-0 top-0 h-24 w-full"
      >
        {peaks.map((peak, index) => {
          const at = (index / peaks.length) * seconds
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
              key={index}
              x={index * width}
              width={width * 0.72}
              y={20 - Math.max(0.25, peak * 19)}
              height={Math.max(0.5, peak * 38)}
              fill={at >= from && at < to ? 'var(--accent)' : 'var(--edge)'}
            />
          )
        })}
      </svg>
      <Handle
        label="Beginning of the cut"
        seconds={seconds}
        value={from}
        onChange={(value) => onStart(Math.min(value, to))}
      />
      <Handle
        label="End of the cut"
        seconds={seconds}
        value={to}
        onChange={(value) => onEnd(Math.max(value, from))}
      />
      <p className="figures absolute inset-x-0 bottom-0 flex justify-between text-muted text-xs">
        <span>0:00</span>
        <span>{momentText(seconds)}</span>
      </p>
    </div>
  )
}

type HandleProps = { label: string; seconds: number; value: number; onChange: (seconds: number) => void }

function Handle({ label, seconds, value, onChange }: HandleProps) {
  return (
    <input
      type="range"
      min={0}
      max={seconds}
      step={STEP}
      value={value}
      aria-label={label}
      aria-valuetext={momentText(value)}
      onChange={(event) => onChange(Number(event.target.value))}
      className="cut-handle"
    />
  )
}
